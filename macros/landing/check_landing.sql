{#-
  Before a run: the landing is there, and nothing in it goes unread without a word. Files of a landing folder
  that no contract knows (a typing error, a connector that is off) are named.
-#}
{% macro check_landing() %}
    {%- set landing = landing_place() -%}
    {%- if execute -%}
        {{ check_names() }}
    {%- endif -%}
    {%- if execute and target.type == 'spark' -%}
        {{ check_schemas(landing) }}
    {%- elif execute and is_folder(landing) -%}
        {#- What lies in the folder itself, and in those of connectors, which `**` would not follow if they are links. -#}
        {%- set files = query_column(
            "select file from glob(" ~ literal(landing ~ '/*') ~ ") union select file from glob("
            ~ literal(landing ~ '/*/**') ~ ") order by file"
        ) -%}
        {%- if not files -%}
            {%- do exceptions.raise_compiler_error(
                "The landing folder " ~ landing ~ " holds no <connector>/<table>.csv or .parquet; correct `landing`."
            ) -%}
        {%- endif -%}
        {%- set unread = unread_files(files) -%}
        {%- if unread | length == files | length -%}
            {%- do exceptions.raise_compiler_error(
                "None of the " ~ files | length ~ " files in " ~ landing ~ ", such as " ~ files[0] ~ ", is a table of a"
                ~ " connector that is on; lay them out as <connector>/<table>.csv or .parquet, or name them in"
                ~ " `landing_names`."
            ) -%}
        {%- endif -%}
        {%- for file in unread -%}
            {%- do log(
                file ~ " is not read: no connector that is on has such a table as <connector>/<table>.csv, .csv.gz, .parquet or"
                ~ " <table>/<any name>.parquet; see `connectors` and `landing_names` in dbt_project.yml.", info=true
            ) -%}
        {%- endfor -%}
    {%- elif execute and landing != 'seeds' -%}
        {%- set databases = query_column("select database_name from duckdb_databases()") -%}
        {%- if landing not in databases -%}
            {%- do exceptions.raise_compiler_error(
                "No database called " ~ landing ~ " is attached; for a DuckDB file set FUNNELHOUSE_ATTACH to its path and"
                ~ " `landing` to landing, or correct `landing` (a folder is written with a slash, as in ./" ~ landing ~ ")."
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{#- Each connector, table and column that `landing_names` gives a name is one that we know. -#}
{% macro check_names() %}
    {%- set tables = {} -%}
    {%- for source in graph.sources.values() -%}
        {%- do tables.setdefault(source.source_name, {}).update({source.name: source.columns.keys() | list}) -%}
    {%- endfor -%}
    {%- for connector, names in var('landing_names').items() -%}
        {%- set unknown = [] -%}
        {%- if connector not in tables -%}
            {%- do unknown.append('connector ' ~ connector) -%}
        {%- endif -%}
        {%- for table, columns in names.items() if table != '_schema' and not unknown -%}
            {%- if table not in tables[connector] -%}
                {%- do unknown.append('table ' ~ connector ~ '.' ~ table) -%}
            {%- else -%}
                {%- set known = tables[connector][table] + loader_columns().keys() | list + ['_table'] -%}
                {%- for column in columns if column not in known -%}
                    {%- do unknown.append('column ' ~ connector ~ '.' ~ table ~ '.' ~ column) -%}
                {%- endfor -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if unknown -%}
            {%- do exceptions.raise_compiler_error(
                "`landing_names` in dbt_project.yml names the " ~ unknown[0] ~ ", which no contract has; the names on the"
                ~ " left are those of models/staging/<connector>/_<connector>__sources.yml."
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}


{#- On Spark: a schema of the landing is there. -#}
{% macro check_schemas(landing) %}
    {%- if is_folder(landing) -%}
        {%- do exceptions.raise_compiler_error(
            "On Spark, the landing is no folder (" ~ landing ~ ") but schemas of the catalog; make its files tables of"
            ~ " the schemas landing_<connector> with `scripts/spark.py land`, and set `landing` to landing."
        ) -%}
    {%- elif landing != 'seeds' -%}
        {%- set places = [] -%}
        {%- for source in graph.sources.values() -%}
            {%- set names = var('landing_names').get(source.source_name, {}) -%}
            {%- do places.append(names.get('_schema', landing ~ '_' ~ source.source_name) | lower) -%}
        {%- endfor -%}
        {%- if not query_column('show schemas') | map('lower') | select('in', places) | list -%}
            {%- do exceptions.raise_compiler_error(
                "The catalog has none of the schemas " ~ places | unique | join(', ') ~ "; land the tables of each"
                ~ " connector in its schema, or correct `landing`, or name the schemas in `landing_names`."
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{#- Those of a landing folder's files that are no table of a connector that is on. -#}
{% macro unread_files(files) %}
    {%- set stems = [] -%}
    {%- for source in graph.sources.values() if var('connectors').get(source.source_name, false) -%}
        {%- set names = var('landing_names').get(source.source_name, {}) -%}
        {%- do stems.append(
            landing_place() ~ '/' ~ names.get('_schema', source.source_name)
            ~ '/' ~ names.get(source.name, {}).get('_table', source.name)
        ) -%}
    {%- endfor -%}
    {%- set unread = [] -%}
    {%- for file in files -%}
        {%- set stem = modules.re.sub('(\\.csv|\\.csv\\.gz|\\.parquet|/[^/]+\\.parquet)$', '', file) -%}
        {%- set whole = modules.re.sub('(\\.csv|\\.csv\\.gz|\\.parquet)$', '', file) -%}
        {%- if stem not in stems and whole not in stems -%}
            {%- do unread.append(file) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(unread) -%}
{% endmacro %}
