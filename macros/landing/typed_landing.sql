{% macro typed_landing(contract, landed) %}
    {{ adapter.dispatch('typed_landing')(contract, landed) }}
{%- endmacro %}

{% macro default__typed_landing(contract, landed) %}
    {%- set columns = contract.columns -%}
with typed as (
    {{ typed_rows(contract, landed) }}
),

readable as (
    select
        *,
        {{ key_text(contract, landed) }} as _key
    from typed
    where _reason is null
),

-- Ranking every row costs many times what finding the few repeated keys does.
repeated_keys as (
    select _key
    from readable
    group by _key
    having count(*) > 1
),

repeated as (
    select
        readable.*,
        {{ row_text(content_columns(columns)) }} as _content
    from readable
    inner join repeated_keys on readable._key = repeated_keys._key
),

ranked as (
    select
        repeated.*,
        row_number() over newest_first as _version,
        first_value(_content) over newest_first as _newest_content
    from repeated
    window newest_first as (
        partition by _key
        order by {{ newest_first(columns) }}
    )
),

distinct_rows as (
    select
        {{ quoted_list(columns.keys()) }},
        cast(null as {{ dbt.type_string() }}) as _repeat
    from readable
    where not exists (select 1 from repeated_keys where repeated_keys._key = readable._key)

    union all

    select
        {{ quoted_list(columns.keys()) }},
        case
            when _version = 1 then null
            when _content = _newest_content then 'duplicate'
            else 'superseded'
        end as _repeat
    from ranked
)

select
    {{ quoted_list(columns.keys()) }},
    case
        when _repeat is not null then _repeat
        {{ fates(columns) }}
    end as _fate,
    cast(null as {{ dbt.type_string() }}) as _reason
from distinct_rows

union all

select
    {{ quoted_list(columns.keys()) }},
    'quarantined' as _fate,
    _reason
from typed
where _reason is not null
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


{#- Spark plans each use of a CTE anew, which costs more than ranking: it ranks every row in one pass. -#}
{% macro spark__typed_landing(contract, landed) %}
    {%- set columns = contract.columns -%}
with typed as (
    {{ typed_rows(contract, landed) }}
),

keyed as (
    select
        *,
        {{ key_text(contract, landed) }} as _key,
        {{ row_text(content_columns(columns)) }} as _content
    from typed
),

ranked as (
    select
        *,
        row_number() over newest_first as _version,
        first_value(_content) over newest_first as _newest_content
    from keyed
    window newest_first as (
        partition by _key, _reason is null
        order by {{ newest_first(columns) }}
    )
)

select
    {{ quoted_list(columns.keys()) }},
    case
        when _reason is not null then 'quarantined'
        when _version > 1 and _content = _newest_content then 'duplicate'
        when _version > 1 then 'superseded'
        {{ fates(columns) }}
    end as _fate,
    _reason
from ranked
{% endmacro %}


{#- The landed rows as the contract wants them, and what is wrong with each. -#}
{% macro typed_rows(contract, landed) -%}
    select
        {%- for name, type in contract.columns.items() %}
        {{ read_value(landed.columns.get(name), type) }} as {{ adapter.quote(name) }},
        {%- endfor %}
        {{ problems(contract, landed) }} as _reason
    from {{ landed.relation }} as landed
{%- endmacro %}


{#- What tells two rows apart: the key, or all columns where it is null or has not landed. -#}
{% macro key_text(contract, landed) -%}
    {%- set missing_key = contract.key | reject('in', landed.columns.keys()) | list -%}
    {%- set content = content_columns(contract.columns) -%}
    {%- set key = content if missing_key else contract.key -%}
    {%- if key | length > 1 -%}
        {{ row_text(key) }}
    {%- else -%}
        coalesce(cast({{ adapter.quote(key[0]) }} as {{ dbt.type_string() }}), {{ row_text(content) }})
    {%- endif -%}
{%- endmacro %}


{#- The columns in which two versions of a row can differ. -#}
{% macro content_columns(columns) %}
    {%- do return(columns.keys() | reject('equalto', '_fivetran_synced') | list) -%}
{% endmacro %}


{#- The order that puts the newest version of a row first. -#}
{% macro newest_first(columns) -%}
    {%- set versions = ['_fivetran_synced', 'last_modified_date', 'updated_at', 'updated_time', 'last_modified_time'] -%}
    {%- for version in versions if version in columns -%}
        {{ version }} desc nulls last,{{ ' ' }}
    {%- endfor -%}
    _content desc
{%- endmacro %}


{#- What becomes of a row that is read and not repeated, as the last branches of a `case`. -#}
{% macro fates(columns) -%}
    {%- if 'is_deleted' in columns -%}
        when is_deleted {{ 'and master_record_id is null' if 'master_record_id' in columns }} then 'deleted'
        {% endif -%}
    {%- for pattern in var('test_email_patterns') if 'email' in columns -%}
        when lower(email) like '{{ pattern }}' then 'test'
        {% endfor -%}
    else 'kept'
{%- endmacro %}


{#- What is wrong with a row, as a sentence, or null: required values that are empty, values that can't be read. -#}
{% macro problems(contract, landed) -%}
    nullif(concat_ws('; ',
        {%- for name in contract.required %}
        case when {{ is_blank(landed.columns.get(name)) }} then '{{ name }} is empty' end,
        {%- endfor %}
        {%- for name, type in contract.columns.items() if type != 'text' and name in landed.columns %}
        case
            when not {{ is_blank(landed.columns[name]) }} and {{ read_value(landed.columns[name], type) }} is null
                then '{{ name }} is not {{ 'an' if type == 'integer' else 'a' }} {{ type | replace('end_', '') }}'
        end,
        {%- endfor %}
        null
    ), '')
{%- endmacro %}
