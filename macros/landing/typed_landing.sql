{% macro typed_landing(contract, landed) %}
    {%- set columns = contract.columns -%}
    {%- set read = read_columns(contract, landed) -%}
    {#- Spark ranks every row in one pass: reading them once more to find the repeated ones costs more there. -#}
    {%- set ranks_all = target.type == 'spark' -%}
    {%- set content = content_columns(columns) -%}
    {%- set whole_row = ['_row'] if row_columns(contract, landed) -%}
    {%- set key_hash = 'hash(' ~ key_text(contract, landed, whole_row or contract.required or content) ~ ')' -%}
    {%- set is_undecided = '_age = 1 and _content <> _newest_content' -%}
with typed as {{ 'not materialized' if not ranks_all }} (
    {{ typed_rows(contract, landed, read) }}
),
{% if tells_provisional(landed) %}
final_days as (
    {{ final_days(contract, landed, landed.whole) }}
),
{% endif %}
{% if not ranks_all %}
-- Ranking every row costs many times what finding the few repeated keys does, and keeping every row meanwhile more than
-- reading it anew. Who shares a hash without being the same is ranked for nothing, but among its own rows.
repeated_keys as (
    select {{ key_hash }} as _key_hash
    from typed
    group by _key_hash
    having count(*) > 1
),
{% endif %}
keyed as (
    select
        *,
        {{ key_text(contract, landed, whole_row or content) }} as _key,
        {{ row_text(content) }} as _content
    from typed
    {{ 'where ' ~ key_hash ~ ' in (select _key_hash from repeated_keys)' if not ranks_all }}
),

ranked as (
    select
        *,
        rank() over (partition by _key, _reason is null order by {{ newest_first(read) }}_key) as _age,
        row_number() over newest_first as _version,
        first_value(_content) over newest_first as _newest_content
    from keyed
    window newest_first as (partition by _key, _reason is null order by {{ newest_first(read) }}_content desc)
)

select
    {{ quoted_list(columns.keys()) }},
    case
        when _reason is not null or {{ is_undecided }} then 'quarantined'
        when _version > 1 and _content = _newest_content then 'duplicate'
        when _version > 1 then 'superseded'
        {{ fates(read, contract, landed) }}
    end as _fate,
    coalesce(_reason, case when {{ is_undecided }} then {{ literal(undecided(contract, landed)) }} end) as _reason
from ranked
{%- if not ranks_all %}

union all

select
    {{ quoted_list(columns.keys()) }},
    case
        when _reason is not null then 'quarantined'
        {{ fates(read, contract, landed) }}
    end as _fate,
    _reason
from typed
where {{ key_hash }} not in (select _key_hash from repeated_keys)
{%- endif %}
{%- for line in landed.rejected %}

union all

select
    {%- for name, type in columns.items() %}
    cast(null as {{ landing_type(type) }}) as {{ adapter.quote(name) }},
    {%- endfor %}
    'quarantined' as _fate,
    '{{ line | replace("'", "''") }}' as _reason
{%- endfor %}
{% endmacro %}


{#-
  The columns to read, {name: type}: the contract's and those of the loader's own that have landed, which decide on
  rows and go no further.
-#}
{% macro read_columns(contract, landed) %}
    {%- set read = dict(contract.columns) -%}
    {%- for name, type in loader_columns().items() if name in landed.columns -%}
        {#- Of versions without their beginnings, the closed one can be the one before. -#}
        {%- if name != '_fivetran_active' or '_fivetran_start' in landed.columns -%}
            {%- do read.update({name: type}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(read) -%}
{% endmacro %}


{#- The landed rows as the contract wants them, and what is wrong with each. -#}
{% macro typed_rows(contract, landed, read) -%}
    select
        {%- for name, type in read.items() %}
        {{ read_value(landed.columns.get(name), type) }} as {{ adapter.quote(name) }},
        {%- endfor %}
        {%- if row_columns(contract, landed) %}
        {{ row_text(row_columns(contract, landed)) }} as _row,
        {%- endif %}
        {{ problems(contract, landed, read) }} as _reason
    from {{ landed.relation }} as landed
{%- endmacro %}


{#- What is wrong with a row, as a sentence, or null: required values that are empty, values that can't be read. -#}
{% macro problems(contract, landed, read) -%}
    nullif(concat_ws('; ',
        {%- for name in contract.required %}
        case when {{ is_blank(landed.columns.get(name)) }} then '{{ name }} is empty' end,
        {%- endfor %}
        {%- for name, type in read.items() if type != 'text' and name in landed.columns %}
        case
            when not {{ is_blank(landed.columns[name]) }} and {{ read_value(landed.columns[name], type) }} is null
                then '{{ name }} is not {{ 'an' if type == 'integer' else 'a' }} {{ type | replace('end_', '') | replace('large_', '') }}'
        end,
        {%- endfor %}
        null
    ), '')
{%- endmacro %}
