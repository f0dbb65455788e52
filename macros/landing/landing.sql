{#-
  The only door into the warehouse: a select over one landed table, typed as the contract in
  models/staging/<connector>/_<connector>__sources.yml says.

  Arguments: connector and table, as in that contract.
  Gives every contract column (a typed null where the landing lacks it) and, last,
    _fate    'kept', or the rule that sets the row aside:
             'duplicate'   the same row landed before
             'superseded'  an older version of the same key, or a provisional row of a day whose final ones have landed
             'deleted'     deleted in the source, by its own word, `_fivetran_deleted` or as the closed newest version
                           (merged records stay: they lead to their survivor)
             'test'        a test record, by the e-mail patterns of dbt_project.yml or by Stripe's test mode
             'quarantined' a required value is missing, a value can't be read, or nothing tells whether the row or
                           another one of its key is newer
    _reason  why, for quarantined rows
  Every landed row comes out exactly once. A table that has not landed gives no row.

  Example: select * from ({{ "{{ landing('stripe', 'invoice') }}" }})
-#}
{% macro landing(connector, table) %}
    {%- set landed = landed_table(connector, table) -%}
    {%- if not execute -%}
        select 1 as parsed
    {%- else -%}
        {%- set contract = landing_contract(connector, table) -%}
        {%- if landed.relation is none -%}
            {{ empty_landing(contract) }}
        {%- else -%}
            {%- do landed.update({'whole': landed.relation}) -%}
            {%- set growth = landed_growth(contract, landed) -%}
            {%- if growth -%}
                {%- do landed.update({'relation': growth.instead[0]}) -%}
                -- grows {{ tojson(growth) }}
            {%- endif %}
            {{ typed_landing(contract, landed) }}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{#- The contract of a table: {connector, table, key, required, measures, columns: {name: type}}. -#}
{% macro landing_contract(connector, table) %}
    {%- set ns = namespace(source=none) -%}
    {%- for source in graph.sources.values() if source.source_name == connector and source.name == table -%}
        {%- set ns.source = source -%}
    {%- endfor -%}
    {%- set types = {} -%}
    {%- for name, column in ns.source.columns.items() -%}
        {%- do types.update({name: column.data_type}) -%}
    {%- endfor -%}
    {%- do return({
        'connector': connector,
        'table': table,
        'key': ns.source.config.meta.key,
        'required': ns.source.config.meta.required,
        'measures': ns.source.config.meta.get('measures', []),
        'columns': types,
    }) -%}
{% endmacro %}


{#- A relation of the contract's shape without a row. -#}
{% macro empty_landing(contract) %}
    select
        {%- for name, type in contract.columns.items() %}
        cast(null as {{ landing_type(type) }}) as {{ adapter.quote(name) }},
        {%- endfor %}
        cast(null as {{ dbt.type_string() }}) as _fate,
        cast(null as {{ dbt.type_string() }}) as _reason
    from (select 1 as nothing) as nothing_landed
    where 1 = 0
{%- endmacro %}


{#- Column names, quoted, with commas between. -#}
{% macro quoted_list(names) -%}
    {%- for name in names -%}
        {{ adapter.quote(name) }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{#- The values of several columns as one text; the separator keeps ('a', 'bc') apart from ('ab', 'c'). -#}
{% macro row_text(names) -%}
    concat_ws(
        chr(31)
        {%- for name in names -%}
            , coalesce(cast({{ adapter.quote(name) }} as {{ dbt.type_string() }}), chr(30))
        {%- endfor -%}
    )
{%- endmacro %}
