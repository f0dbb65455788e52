{#- How the logical types of the landing contract are stored. -#}
{% macro landing_type(type) -%}
    {{ return({
        'text': dbt.type_string(),
        'timestamp': 'timestamp',
        'date': 'date',
        'integer': 'bigint',
        'numeric': 'decimal(18, 6)',
        'boolean': 'boolean',
    }[type]) }}
{%- endmacro %}


{#-
  Reads a landed column as a type of the contract; null where it is empty or can't be read.
  column: {name: quoted reference, type: as landed, is_typed: no text to parse}, or none when not landed.
-#}
{% macro read_value(column, type) -%}
    {%- if column is none or column is undefined -%}
        cast(null as {{ landing_type(type) }})
    {%- elif column.is_typed -%}
        {{ adapter.dispatch('read_typed')(column, type) }}
    {%- elif type == 'text' -%}
        nullif(trim(cast({{ column.name }} as {{ dbt.type_string() }})), '')
    {%- elif type == 'timestamp' -%}
        {{ adapter.dispatch('read_timestamp')(column.name) }}
    {%- elif type == 'date' -%}
        {{ adapter.dispatch('read_date')(column.name) }}
    {%- elif type == 'integer' -%}
        {#- A cast rounds 2.5 to 3 in silence, so only whole numbers pass. -#}
        case
            when try_cast({{ column.name }} as decimal(28, 6)) % 1 = 0
                then try_cast(try_cast({{ column.name }} as decimal(28, 6)) as bigint)
        end
    {%- else -%}
        try_cast(nullif(trim({{ column.name }}), '') as {{ landing_type(type) }})
    {%- endif -%}
{%- endmacro %}


{% macro is_blank(column) -%}
    {%- if column.is_typed -%}
        ({{ column.name }} is null)
    {%- else -%}
        (nullif(trim(cast({{ column.name }} as {{ dbt.type_string() }})), '') is null)
    {%- endif -%}
{%- endmacro %}


{#- DuckDB's cast of text to timestamp drops an offset (+02:00) in silence; by way of timestamptz it counts. -#}
{% macro default__read_timestamp(name) -%}
    coalesce(
        try_cast(nullif(trim({{ name }}), '') as timestamptz) at time zone 'UTC'
        {%- for format in var('landing_date_formats') -%}
            , try_strptime({{ name }}, '{{ format }}')
        {%- endfor -%}
    )
{%- endmacro %}


{#- A date keeps the calendar day its source wrote, whatever time or offset stands behind it. -#}
{% macro default__read_date(name) -%}
    coalesce(
        try_cast(nullif(trim({{ name }}), '') as date)
        {%- for format in var('landing_date_formats') -%}
            , cast(try_strptime({{ name }}, '{{ format }}') as date)
        {%- endfor -%}
    )
{%- endmacro %}


{% macro default__read_typed(column, type) -%}
    {%- if type == 'timestamp' and 'WITH TIME ZONE' in column.type -%}
        {{ column.name }} at time zone 'UTC'
    {%- else -%}
        cast({{ column.name }} as {{ landing_type(type) }})
    {%- endif -%}
{%- endmacro %}
