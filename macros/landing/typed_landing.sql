{% macro typed_landing(contract, landed) %}
    {%- set columns = contract.columns -%}
    {%- set read = read_columns(contract, landed) -%}
    {#- Spark ranks every row in one pass: reading them once more to find the repeated ones costs more there. -#}
    {%- set ranks_all = target.type == 'spark' -%}
    {%- set content = content_columns(columns) -%}
    {%- set whole_row = ['_row'] if row_columns(contract, landed) -%}
    {%- set key_hash = 'hash(' ~ key_text(contract, landed, whole_row or contract.required or content) ~ ')' -%}
    {%- set is_undecided = '_version > 1 and _age = 1 and _content <> _newest_content' -%}
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


{#-
  Where the key has not landed, all columns that have, whether a contract knows them or not, but for the loader's own and
  the contract's measures: a report without ids may have a row for each hour, and be corrected.
-#}
{% macro row_columns(contract, landed) %}
    {%- set names, measures = [], [] -%}
    {%- for measure in contract.measures if measure in landed.columns -%}
        {%- do measures.append(landed.columns[measure].landed_as) -%}
    {%- endfor -%}
    {%- if contract.key | reject('in', landed.columns.keys()) | list -%}
        {%- for column in landed.found or [] if not column.name.startswith('_') and column.name not in measures -%}
            {%- do names.append(column.name) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(names) -%}
{% endmacro %}


{#- What tells two rows apart: the key, or other columns where it is null or has not landed. -#}
{% macro key_text(contract, landed, others) -%}
    {%- set missing_key = contract.key | reject('in', landed.columns.keys()) | list -%}
    {%- set key = others if missing_key else contract.key -%}
    {%- if key | length > 1 or missing_key -%}
        {{ row_text(key) }}
    {%- else -%}
        coalesce(cast({{ adapter.quote(key[0]) }} as {{ dbt.type_string() }}), {{ row_text(others) }})
    {%- endif -%}
{%- endmacro %}


{#-
  What is wrong with a row that another one of its key differs from, where no column tells which is newer: a sum that is
  broken down by what the key does not know, or a correction without its time. Either way this one would go unseen.
-#}
{% macro undecided(contract, landed) %}
    {%- set missing_key = contract.key | reject('in', landed.columns.keys()) | list -%}
    {%- set others = 'values but its measures' if contract.measures else 'values' -%}
    {%- do return(
        'another row with the same ' ~ (others if missing_key else contract.key | join(', '))
        ~ ' differs and is no older; sum up what is broken down further, or land `_fivetran_synced`'
    ) -%}
{% endmacro %}


{#- The columns in which two versions of a row can differ. -#}
{% macro content_columns(columns) %}
    {%- do return(columns.keys() | reject('equalto', '_fivetran_synced') | list) -%}
{% endmacro %}


{#- The columns that tell versions of a row apart, those that tell most first. -#}
{% macro version_columns() %}
    {%- do return([
        '_fivetran_start', '_fivetran_synced', 'last_modified_date', 'last_modified_at', 'last_modified_time',
        'updated_at', 'updated_time', 'updated',
    ]) -%}
{% endmacro %}


{#- The order that puts the newest version of a row first. To close one, Fivetran syncs it again: its start stays. -#}
{% macro newest_first(columns) -%}
    {%- for version in version_columns() if version in columns -%}
        {{ version }} desc nulls last,{{ ' ' }}
    {%- endfor -%}
    {{ '_fivetran_deleted desc nulls last, ' if '_fivetran_deleted' in columns -}}
    {{ '_fivetran_active nulls last, ' if '_fivetran_active' in columns }}
{%- endmacro %}


{#-
  What becomes of a row that is read and not repeated, as the last branches of a `case`. Tests first: of a test customer
  that was deleted, the bills would be real ones else.
-#}
{% macro fates(columns, contract, landed) -%}
    {%- if 'livemode' in columns -%}
        when not livemode then 'test'
        {% endif -%}
    {%- for pattern in var('test_email_patterns') if 'email' in columns -%}
        when lower(email) like {{ literal(pattern | lower) }} then 'test'
        {% endfor -%}
    {#-
      By the source itself, and by Fivetran where the source just no longer has the record: in a table with its history
      the newest version is closed then. Where the key tells versions apart, each is a row of its own, and stays.
    -#}
    {%- set marks = ['is_deleted', '_fivetran_deleted'] | select('in', columns) | list -%}
    {%- if '_fivetran_active' in columns and not contract.key | select('in', version_columns()) | list -%}
        {%- do marks.append('not _fivetran_active') -%}
    {%- endif -%}
    {%- for mark in marks -%}
        when {{ mark }} {{ 'and master_record_id is null' if 'master_record_id' in columns }} then 'deleted'
        {% endfor -%}
    {%- if tells_provisional(landed) -%}
        when is_intraday and {{ adapter.quote('date') }} in (select final_day from final_days) then 'superseded'
        {% endif -%}
    else 'kept'
{%- endmacro %}


{#- Whether a landed table tells rows of a day that runs, which its final ones repeat under other ids. -#}
{% macro tells_provisional(landed) %}
    {%- do return('is_intraday' in landed.columns and 'date' in landed.columns) -%}
{% endmacro %}


{#- The days of which a relation of a table's rows has others than provisional ones. -#}
{% macro final_days(contract, landed, relation) -%}
    select distinct {{ read_value(landed.columns['date'], contract.columns['date']) }} as final_day
    from {{ relation }} as landed
    where not ({{ read_value(landed.columns['is_intraday'], 'boolean') }})
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
