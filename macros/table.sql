{#-
  How a model becomes a table on DuckDB: it is replaced, or it grows where its SQL says so (macros/growth.sql), in one
  transaction that readers and a build that dies never see half of, without the renames of dbt-duckdb's own way.
  The branches of a union before which a line says `-- apart` are written one after the other: in one statement, all
  that they group would be in memory at once.
-#}
{% materialization table, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set found = modules.re.search('-- grows (.*)', compiled_code) -%}
    {%- set growth = fromjson(found.group(1)) if found else {'mode': 'replaced'} -%}
    {%- set sql = modules.re.sub('-- grows .*', '', compiled_code) -%}
    {%- if found -%}
        {%- set made_by = sql.replace(growth.instead[0], '').split() | join(' ') ~ (growth.through or '') -%}
        {%- do growth.update({'definition': local_md5(made_by)}) -%}
        {%- set own = grown(relation) -%}
        {%- if growth.mode != 'whole' and own.definition != growth.definition -%}
            {%- if growth.stamp -%}
                {%- do growth.update({'base': invocation_id, 'batch': own.batch + 1}) -%}
            {%- endif -%}
            {%- do growth.update({'mode': 'whole'}) -%}
            {%- set sql = sql.replace(growth.instead[0], growth.instead[1]) -%}
        {%- endif -%}
    {%- endif -%}
    {%- if growth.stamp -%}
        {%- set sql = 'select *, ' ~ growth.batch ~ ' as _batch from (\n' ~ sql ~ '\n)' -%}
    {%- endif -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% call statement('main') -%}
        {%- if growth.mode == 'same' -%}
            select 'nothing new' as nothing_new
        {%- elif growth.mode == 'part' -%}
            create or replace temp table {{ this.identifier }}__part as ({{ sql }});
            delete from {{ relation }} where {{ growth.replaced }};
            insert into {{ relation }} by name select * from {{ this.identifier }}__part;
            drop table {{ this.identifier }}__part;
            {{ remember(relation, growth) }}
        {%- else -%}
            {%- if existing %}
            drop {{ existing.type }} if exists {{ existing }};
            {%- endif %}
            {%- set parts = modules.re.split('(?:union all)?\\s*-- apart\n', sql) -%}
            {%- set ctes = parts.pop(0) if parts | length > 1 else '' -%}
            {%- for part in parts %}
            {%- if loop.first %}
            {{ create_table_as(false, relation, ctes ~ part) }};
            {%- else %}
            insert into {{ relation }} {{ ctes }} {{ part }};
            {%- endif %}
            {%- endfor %}
            {{ remember(relation, growth) if found }}
        {%- endif -%}
    {%- endcall %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{#- Writes what a growing table was made from into its comment. -#}
{% macro remember(relation, growth) -%}
    {%- set state = {} -%}
    {%- for name in ['definition', 'base', 'batch', 'files'] if name in growth -%}
        {%- do state.update({name: growth[name]}) -%}
    {%- endfor -%}
    comment on table {{ relation }} is {{ literal(tojson(state)) }};
{%- endmacro %}
