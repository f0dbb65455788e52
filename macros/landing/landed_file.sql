{#-
  The file of a table in a landing folder: <folder>/<table>.csv, .csv.gz or .parquet, or many Parquet files
  in <folder>/<table>/. None where there is none; two at once stop the build, since either could be stale.
-#}
{% macro landed_file(folder, table) %}
    {%- set stem = folder ~ '/' ~ table -%}
    {%- set files = query_column("select file from glob(" ~ literal(stem ~ '*') ~ ") order by file") -%}
    {%- set csv = files | select('in', [stem ~ '.csv', stem ~ '.csv.gz']) | list -%}
    {%- set parquet = files | select('equalto', stem ~ '.parquet') | list -%}
    {%- set parts = query_column("select file from glob(" ~ literal(stem ~ '/*.parquet') ~ ") order by file") -%}
    {%- if csv | length + parquet | length + (1 if parts else 0) > 1 -%}
        {%- do exceptions.raise_compiler_error(
            "The table " ~ table ~ " is there more than once: " ~ (csv + parquet + parts[:1]) | join(', ')
            ~ "; keep the one that is right."
        ) -%}
    {%- elif csv -%}
        {%- do return(landed_csv(csv[0])) -%}
    {%- elif parquet or parts -%}
        {%- set landed = landed_parquet(parquet[0] if parquet else stem ~ '/*.parquet') -%}
        {%- if parts -%}
            {%- do landed.update({'files': versions_of(stem ~ '/*.parquet')}) -%}
        {%- endif -%}
        {%- do return(landed) -%}
    {%- endif -%}
    {%- do return(none) -%}
{% endmacro %}


{#-
  {file: what tells that it was written anew}. Its time is told in whole seconds: one that is younger could be written once
  more and look the same, so it is new to the next build, too.
-#}
{% macro versions_of(pattern) %}
    {%- set versions = {} -%}
    {%- for row in run_query(
        "select filename, size || ' bytes of ' || last_modified || case when last_modified > now() - interval 2 seconds"
        ~ " then ' read by " ~ invocation_id ~ "' else '' end from read_blob(" ~ literal(pattern) ~ ") order by filename"
    ).rows -%}
        {%- do versions.update({row[0]: row[1]}) -%}
    {%- endfor -%}
    {%- do return(versions) -%}
{% endmacro %}


{% macro landed_parquet(path) %}
    {%- set relation = 'read_parquet(' ~ literal(path) ~ ', union_by_name = true)' -%}
    {%- set found = [] -%}
    {%- for row in run_query('describe select * from ' ~ relation).rows -%}
        {%- do found.append({'name': row[0], 'type': row[1] | upper}) -%}
    {%- endfor -%}
    {%- do return({'relation': relation, 'path': path, 'found': found, 'rejected': []}) -%}
{% endmacro %}


{#- The first column of a query's rows, as a list. -#}
{% macro query_column(sql) %}
    {%- do return(run_query(sql).columns[0].values() | list) -%}
{% endmacro %}


{% macro literal(text) -%}
    {{ return("'" ~ text | replace("'", "''") ~ "'") }}
{%- endmacro %}
