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


{#- {file: what tells that it was written anew}. -#}
{% macro versions_of(pattern) %}
    {%- set versions = {} -%}
    {%- for row in run_query(
        "select filename, size || ' bytes of ' || last_modified from read_blob(" ~ literal(pattern) ~ ") order by filename"
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


{#-
  Reads the header ourselves and declares every column as text, so that nothing is guessed from a sample: a
  line that does not fit the header is then a rejected line, not a wrong guess about the whole file.
-#}
{% macro landed_csv(path) %}
    {%- set header = query_column(
        "select line from read_csv(" ~ literal(path) ~ ", header = false, auto_detect = false, "
        ~ "columns = {'line': 'varchar'}, delim = '\x01', quote = '', escape = '', strict_mode = false, "
        ~ "ignore_errors = true, max_line_size = 16777216) limit 1"
    ) -%}
    {%- if not header or not header[0] -%}
        {%- do log(path ~ " is empty: no row, not even a header.", info=true) -%}
        {%- do return(none) -%}
    {%- elif '\x00' in header[0] -%}
        {%- do exceptions.raise_compiler_error(path ~ " is not a CSV file in UTF-8; export it again as one.") -%}
    {%- endif -%}
    {%- set ns = namespace(delimiter=',') -%}
    {%- for candidate in [';', '\t', '|'] if header[0].count(candidate) > header[0].count(ns.delimiter) -%}
        {%- set ns.delimiter = candidate -%}
    {%- endfor -%}
    {%- set found = [] -%}
    {%- set declared = [] -%}
    {%- for name in header[0].split(ns.delimiter) -%}
        {%- set name = name.strip().strip('"') -%}
        {%- if name | lower in declared | map('lower') -%}
            {%- do exceptions.raise_compiler_error(path ~ ": two columns are called `" ~ name ~ "`; rename one of them.") -%}
        {%- endif -%}
        {%- do declared.append(name) -%}
        {%- do found.append({'name': name, 'type': 'VARCHAR'}) -%}
    {%- endfor -%}
    {%- set options -%}
        {{ literal(path) }}, header = true, auto_detect = false, delim = {{ literal(ns.delimiter) }}, quote = '"', escape = '"',
        max_line_size = 16777216, columns = { {%- for name in declared %}{{ literal(name) }}: 'varchar'{{ ', ' if not loop.last }}{% endfor -%} }
    {%- endset -%}
    {#- A column that is not read is not checked either: reading all makes the same lines rows here as below. -#}
    {%- set all_columns = quoted_list(declared) -%}
    {%- do return({
        'relation': '(select * from read_csv(' ~ options ~ ', ignore_errors = true) where concat(' ~ all_columns ~ ') is not null)',
        'path': path,
        'found': found,
        'rejected': rejected_lines(path, options),
    }) -%}
{% endmacro %}


{#- A sentence for each line of a CSV file that is no row, by reading the file once beforehand. -#}
{% macro rejected_lines(path, options) %}
    {%- set suffix = local_md5(path) -%}
    {%- set table = 'rejected_lines_' ~ suffix -%}
    {%- do run_query('drop table if exists ' ~ table) -%}
    {%- do run_query('drop table if exists rejected_scans_' ~ suffix) -%}
    {%- do run_query(
        'select count(columns(*)) from read_csv(' ~ options ~ ", store_rejects = true, rejects_table = '" ~ table
        ~ "', rejects_scan = 'rejected_scans_" ~ suffix ~ "')"
    ) -%}
    {%- set sentences = query_column(
        "select 'line ' || line || ' of " ~ path.split('/')[-1] | replace("'", "''") ~ ": ' || lower(min(error_type))"
        ~ " || case when max(csv_line) like '%' || chr(10) || '%' then ' (a quote that is never closed?)' else '' end"
        ~ " from " ~ table ~ " group by line order by line"
    ) -%}
    {%- if sentences | length > 1000 -%}
        {%- do exceptions.raise_compiler_error(
            path ~ ": " ~ sentences | length ~ " lines can't be read as rows of its header, the first is " ~ sentences[0]
            ~ "; export it again as UTF-8 CSV."
        ) -%}
    {%- elif sentences -%}
        {%- do log(
            path ~ ": " ~ sentences | length ~ " lines are set aside as quarantined, the first is " ~ sentences[0] ~ ".",
            info=true
        ) -%}
    {%- endif -%}
    {%- do return(sentences) -%}
{% endmacro %}


{#- The first column of a query's rows, as a list. -#}
{% macro query_column(sql) %}
    {%- do return(run_query(sql).columns[0].values() | list) -%}
{% endmacro %}


{% macro literal(text) -%}
    {{ return("'" ~ text | replace("'", "''") ~ "'") }}
{%- endmacro %}
