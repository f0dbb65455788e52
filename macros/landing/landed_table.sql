{#-
  What stands behind a table of the contract in this landing:
    relation  what to select from, or none where the table has not landed
    columns   {column: {name, type, is_typed, landed_as}} of those of the contract, and of the loader's own, that have
    rejected  a sentence for each line of a CSV file that is no row
    path      where it is, for messages
  Also the place where dbt learns which seed or source a staging model depends on.
-#}
{% macro landed_table(connector, table) %}
    {%- set nothing = {'relation': none, 'columns': {}, 'rejected': [], 'path': none} -%}
    {%- if not var('connectors').get(connector, false) -%}
        {%- do return(nothing) -%}
    {%- endif -%}
    {%- set names = var('landing_names').get(connector, {}) -%}
    {%- set own_name = names.get(table, {}).get('_table', table) -%}
    {%- set landing = landing_place() -%}
    {%- set seeded = landing == 'seeds' -%}
    {%- set relation = ref(connector ~ '__' ~ table) if seeded else source(connector, table) -%}
    {%- if not execute -%}
        {%- do return(nothing) -%}
    {%- endif -%}

    {%- if seeded -%}
        {%- set landed = {
            'relation': relation,
            'path': relation | string,
            'columns': text_columns(landing_contract(connector, table).columns.keys()),
            'rejected': [],
        } -%}
        {%- do return(landed) -%}
    {%- elif is_folder(landing) -%}
        {%- set landed = landed_file(landing ~ '/' ~ names.get('_schema', connector), own_name) -%}
    {%- else -%}
        {%- set landed = landed_relation(landing, names.get('_schema'), connector, own_name) -%}
    {%- endif -%}
    {%- if landed is none and names.get(table, {}).get('_table', 'none') != 'none' -%}
        {%- do exceptions.raise_compiler_error(
            "`landing_names` calls " ~ connector ~ "." ~ table ~ " `" ~ own_name ~ "`, which is not in " ~ landing
            ~ "; correct the name in dbt_project.yml, or write `none` for a table that you lack."
        ) -%}
    {%- elif landed is none -%}
        {%- do return(nothing) -%}
    {%- endif -%}
    {%- if landed.relation is not none -%}
        {%- do landed.update({'columns': match_columns(connector, table, landed)}) -%}
    {%- endif -%}
    {%- do return(landed) -%}
{% endmacro %}


{#- Where the landing is: the variable `landing`, else FUNNELHOUSE_LANDING of the environment or .env, else the seeds. -#}
{% macro landing_place() %}
    {%- set place = var('landing', env_var('FUNNELHOUSE_LANDING', 'seeds')) -%}
    {#- A shell completes a folder with a slash, behind which no file is found; a bare name would pass for a database. -#}
    {%- set folder = place.rstrip('/') -%}
    {%- do return(folder if folder == place or is_folder(folder) else './' ~ folder) -%}
{% endmacro %}


{#- Whether the landing is a folder: it has a slash, or is the folder itself. -#}
{% macro is_folder(landing) %}
    {%- do return('/' in landing or '\\' in landing or landing in ('.', '..')) -%}
{% endmacro %}


{% macro text_columns(names) %}
    {%- set columns = {} -%}
    {%- for name in names -%}
        {%- do columns.update({name: {'name': 'landed.' ~ adapter.quote(name), 'type': 'VARCHAR', 'is_typed': false}}) -%}
    {%- endfor -%}
    {%- do return(columns) -%}
{% endmacro %}


{#-
  A table of an attached database, or none. Spark has no databases but only schemas, and ours are called `seo` and
  `planning` too: there the landing is the schemas <landing>_<connector>.
-#}
{% macro landed_relation(landing, own_schema, connector, table) %}
    {%- set relation = adapter.get_relation(
        database=none if target.type == 'spark' else landing,
        schema=own_schema or (landing ~ '_' ~ connector if target.type == 'spark' else connector),
        identifier=table
    ) -%}
    {%- if relation is none -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set found = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do found.append({'name': column.name, 'type': column.data_type | upper}) -%}
    {%- endfor -%}
    {%- do return({'relation': relation, 'path': relation | string, 'found': found, 'rejected': []}) -%}
{% endmacro %}


{#-
  Finds the contract's columns among those that landed, by their own name, in any case and as CamelCase,
  or by `landing_names`. Stops the build where a required one is missing or one is there twice.
-#}
{% macro match_columns(connector, table, landed) %}
    {%- set contract = landing_contract(connector, table) -%}
    {%- set own_names = var('landing_names').get(connector, {}).get(table, {}) -%}
    {%- set by_name = {} -%}
    {%- for column in landed.found -%}
        {%- set name = snake_case(column.name) -%}
        {%- if name in by_name and name in contract.columns -%}
            {%- do exceptions.raise_compiler_error(
                landed.path ~ ": the columns `" ~ by_name[name].name ~ "` and `" ~ column.name
                ~ "` are both taken for `" ~ name ~ "` of " ~ connector ~ "." ~ table
                ~ "; rename one of them, or name the right one in `landing_names` of dbt_project.yml."
            ) -%}
        {%- endif -%}
        {%- do by_name.update({name: column}) -%}
        {%- do by_name.update({column.name: column}) -%}
    {%- endfor -%}
    {%- set columns = {} -%}
    {%- for name, type in dict(loader_columns(), **contract.columns).items() -%}
        {%- set found = by_name.get(own_names.get(name, name)) -%}
        {%- if name in own_names and not found -%}
            {%- do exceptions.raise_compiler_error(
                landed.path ~ ": `landing_names` calls `" ~ name ~ "` of " ~ connector ~ "." ~ table ~ " `"
                ~ own_names[name] ~ "`, which is not there (found: " ~ landed.found | map(attribute='name') | join(', ')
                ~ "); correct the name in dbt_project.yml."
            ) -%}
        {%- endif -%}
        {%- if found -%}
            {%- set is_typed = is_type(found.type, type) -%}
            {%- set value = 'landed.' ~ adapter.quote(found.name) -%}
            {%- do columns.update({name: {
                'name': value if is_typed else as_text(value, found.type),
                'type': found.type,
                'is_typed': is_typed,
                'landed_as': found.name,
            }}) -%}
        {%- elif name in contract.required -%}
            {%- do exceptions.raise_compiler_error(
                landed.path ~ ": the column `" ~ own_names.get(name, name) ~ "` of " ~ connector ~ "." ~ table
                ~ " is missing (found: " ~ landed.found | map(attribute='name') | join(', ')
                ~ "); export it, or name its column in `landing_names` of dbt_project.yml."
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(columns) -%}
{% endmacro %}


{#- What Fivetran adds to a table by the mode in which it syncs it: read wherever it has landed, listed or not. -#}
{% macro loader_columns() %}
    {%- do return({'_fivetran_deleted': 'boolean', '_fivetran_active': 'boolean', '_fivetran_start': 'timestamp'}) -%}
{% endmacro %}


{#- `CreatedDate` as `created_date`, `GA_Client_Id__c` as `ga_client_id_c`. -#}
{% macro snake_case(name) %}
    {%- set split = modules.re.sub('([a-z0-9])([A-Z])', '\\1_\\2', name.strip()) -%}
    {%- do return(modules.re.sub('[^0-9a-zA-Z]+', '_', split).lower()) -%}
{% endmacro %}


{#- A landed value as text to parse; an id that a loader made a float has no decimals. -#}
{% macro as_text(value, landed_type) %}
    {%- if landed_type in ('VARCHAR', 'STRING') -%}
        {%- do return(value) -%}
    {%- elif landed_type in ('DOUBLE', 'FLOAT') -%}
        {%- set whole = 'cast(try_cast(' ~ value ~ ' as decimal(38, 0)) as ' ~ dbt.type_string() ~ ')' -%}
        {%- do return(
            'case when isnan(' ~ value ~ ') then null when ' ~ value ~ ' = floor(' ~ value ~ ') then ' ~ whole
            ~ ' else cast(' ~ value ~ ' as ' ~ dbt.type_string() ~ ') end'
        ) -%}
    {%- endif -%}
    {%- do return('cast(' ~ value ~ ' as ' ~ dbt.type_string() ~ ')') -%}
{% endmacro %}


{#- Whether a landed type needs no parsing to be read as a type of the contract. -#}
{% macro is_type(landed_type, type) %}
    {%- set kinds = {
        'timestamp': ['TIMESTAMP', 'DATE'],
        'end_timestamp': ['TIMESTAMP', 'DATE'],
        'date': ['DATE', 'TIMESTAMP'],
        'integer': ['TINYINT', 'SMALLINT', 'INTEGER', 'INT', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER'],
        'numeric': ['TINYINT', 'SMALLINT', 'INTEGER', 'INT', 'BIGINT', 'DECIMAL'],
        'large_numeric': ['TINYINT', 'SMALLINT', 'INTEGER', 'INT', 'BIGINT', 'DECIMAL'],
        'boolean': ['BOOLEAN'],
        'text': [],
    } -%}
    {%- do return(landed_type.split('(')[0].split(' ')[0].split('_')[0] in kinds[type]) -%}
{% endmacro %}
