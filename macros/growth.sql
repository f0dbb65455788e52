{#-
  Tables that grow: a build adds what has landed since the last one instead of making them anew. What a table was made
  from stands in its comment, so it comes and goes with the table, in one transaction:
    definition  the SQL that made it; another one makes it anew
    base        the run that made it whole, or made that whole with which it grows
    batch       number of the last load, which stands as `_batch` in its rows where others grow with it
    files       {file: 'bytes at time'} of those it has taken in, where it is a landed table
  A growing table's SQL says so in a line `-- grows {…}`, which the materialization reads (macros/table.sql):
    through     the definitions of models in between, which are part of its own
    mode        'whole', 'part' (only what is new) or 'same' (nothing is)
    replaced    the condition for rows that the part replaces
    instead     what to replace in the SQL to have it whole after all
  Growth is DuckDB's alone: elsewhere every table is made anew.
-#}


{#- What a table was made from, or none where it is not there, does not grow or shall be made anew. -#}
{% macro grown(relation) %}
    {%- if target.type != 'duckdb' or flags.FULL_REFRESH -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set comments = query_column(
        "select comment from duckdb_tables() where database_name = current_database() and schema_name = "
        ~ literal(relation.schema) ~ " and table_name = " ~ literal(relation.identifier)
    ) -%}
    {%- do return(fromjson(comments[0] or 'null') if comments else none) -%}
{% endmacro %}


{#- What tells the definition of a view from another one. -#}
{% macro definition_of_view(relation) %}
    {%- set views = query_column(
        "select sql from duckdb_views() where database_name = current_database() and schema_name = "
        ~ literal(relation.schema) ~ " and view_name = " ~ literal(relation.identifier)
    ) -%}
    {%- do return(local_md5(views | first | default(''))) -%}
{% endmacro %}


{#-
  A condition that holds a model to the keys of which another table got new rows, for a model all whose rows of a key
  come from that table's rows of the key. What has no key is made anew each time.

  Arguments:
    name     of the other model, which grows
    key      the column, called alike in both
    through  names of the models that this one reads it through, views or growing by the same key: another definition of
             theirs makes this one anew as its own does, and what they have not taken in yet it leaves for later

  Example: where _fate = 'kept' {{ "{{ and_changed('stg_ga4__event', 'visitor_id') }}" }}
-#}
{% macro and_changed(name, key, through=[]) %}
    {%- set source = ref(name) -%}
    {%- set from = grown(source) if execute else none -%}
    {%- if from is none -%}
        {%- do return('') -%}
    {%- endif -%}
    {%- set own = grown(this) -%}
    {%- set definitions = [] -%}
    {%- for model in through -%}
        {%- set table = grown(ref(model)) -%}
        {%- do definitions.append(table.definition if table else definition_of_view(ref(model))) -%}
        {%- do from.update({'base': table.base, 'batch': table.batch} if table else {}) -%}
    {%- endfor -%}
    {%- set growth = {
        'mode': 'whole', 'base': from.base, 'batch': from.batch, 'instead': ['', ''], 'through': definitions | join(' ')
    } -%}
    {%- if own is none or own.base != from.base -%}
        {%- do return('-- grows ' ~ tojson(growth) ~ '\n') -%}
    {%- endif -%}
    {%- set changed = 'select ' ~ key ~ ' from ' ~ source ~ ' where _batch > ' ~ own.batch -%}
    {%- set condition = '(' ~ key ~ ' in (' ~ changed ~ ') or ' ~ key ~ ' is null)' -%}
    {%- do growth.update({
        'mode': 'same' if own.batch == from.batch else 'part', 'base': own.base, 'replaced': condition,
        'instead': ['and ' ~ condition, ''],
    }) -%}
    {%- do return('and ' ~ condition ~ ' -- grows ' ~ tojson(growth) ~ '\n') -%}
{% endmacro %}


{#-
  How a landed table of many files grows: by its new files, and the rows of their keys in older ones, so that what came
  before stands beside what corrects or repeats it; so do provisional rows of days that have now landed for good. None
  where it can't: it has no files of its own, or not each such row has its key. A file that changed or is gone makes the
  table anew.
-#}
{% macro landed_growth(contract, landed) %}
    {%- if not landed.files or contract.key | length != 1 or contract.key[0] not in landed.columns -%}
        {%- do return(none) -%}
    {%- endif -%}
    {#- In brackets, so that replacing this text leaves `landed.whole`, which must see every file, as it is. -#}
    {%- set whole = '(select * from ' ~ landed.relation ~ ')' -%}
    {%- set growth = {
        'mode': 'whole', 'stamp': true, 'files': landed.files, 'base': invocation_id, 'batch': 1,
        'instead': [whole, whole],
    } -%}
    {%- set own = grown(this) -%}
    {%- if own is none -%}
        {%- do return(growth) -%}
    {%- endif -%}
    {%- do growth.update({'batch': own.batch + 1}) -%}
    {%- for file, version in own.files.items() if landed.files.get(file) != version -%}
        {%- do return(growth) -%}
    {%- endfor -%}
    {%- set added = landed.files.keys() | reject('in', own.files) | list -%}
    {%- if not added -%}
        {%- do growth.update({'mode': 'same', 'base': own.base, 'batch': own.batch}) -%}
        {%- do return(growth) -%}
    {%- endif -%}
    {%- set key = read_value(landed.columns[contract.key[0]], contract.columns[contract.key[0]]) -%}
    {%- set older = some_files(landed, own.files.keys() | list) -%}
    {%- set keys = 'select ' ~ key ~ ' from ' ~ some_files(landed, added) ~ ' as landed' -%}
    {%- if tells_provisional(landed) -%}
        {%- set keys = keys ~ ' union all select ' ~ key ~ ' from ' ~ older ~ ' as landed where '
            ~ read_value(landed.columns['is_intraday'], 'boolean') ~ ' and '
            ~ read_value(landed.columns['date'], contract.columns['date']) ~ ' in ('
            ~ final_days(contract, landed, some_files(landed, added)) ~ ')' -%}
    {%- endif -%}
    {%- set keys = '(' ~ keys ~ ')' -%}
    {%- if query_column('select count(*) from ' ~ keys ~ ' as keys(key) where key is null')[0] -%}
        {%- do return(growth) -%}
    {%- endif -%}
    {%- set repeating = query_column(
        'select distinct _landed_file from ' ~ older ~ ' as landed where ' ~ key ~ ' in ' ~ keys
    ) -%}
    {%- set part -%}
        (
            select * from {{ some_files(landed, added + repeating) }} as landed
            where _landed_file in ({{ literals(added) }}) or {{ key }} in {{ keys }}
        )
    {%- endset -%}
    {#- The staged id, by convention the first column that is described. -#}
    {%- set id = model.columns.keys() | first -%}
    {%- do growth.update({
        'mode': 'part', 'base': own.base, 'replaced': id ~ ' in (select ' ~ id ~ ' from ' ~ this.identifier ~ '__part)',
        'instead': [part, whole],
    }) -%}
    {%- do return(growth) -%}
{% endmacro %}


{#- Some of a landed table's files as a relation, with the columns and types of all and what file a row is of. -#}
{% macro some_files(landed, files) %}
    {%- do return(
        '(select * from ' ~ landed.relation ~ ' where false union all by name select * from read_parquet(['
        ~ literals(files) ~ "], union_by_name = true, filename = '_landed_file'))"
    ) -%}
{% endmacro %}


{% macro literals(texts) %}
    {%- set quoted = [] -%}
    {%- for text in texts -%}
        {%- do quoted.append(literal(text)) -%}
    {%- endfor -%}
    {%- do return(quoted | join(', ')) -%}
{% endmacro %}
