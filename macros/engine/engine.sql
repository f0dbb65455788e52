{#-
  What the engines write differently, once each. `default__` is DuckDB; another engine adds its own
  `<engine>__` beside it.
-#}

{#- Whether a regular expression (RE2 and Java alike) is found anywhere in a text. -#}
{% macro matches(text, pattern) -%}
    {{ adapter.dispatch('matches')(text, pattern) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
{%- endmacro %}


{#- A name reduced to lower-case words with `_` between, as UTM parameters are written. -#}
{% macro slug(text) -%}
    {{ adapter.dispatch('slug')(text) }}
{%- endmacro %}

{% macro default__slug(text) -%}
    trim(regexp_replace(lower({{ text }}), '[^a-z0-9]+', '_', 'g'), '_')
{%- endmacro %}


{#- A row for each day from one date to another, both included, as a lateral table expression. -#}
{% macro days_between(first_date, last_date) -%}
    {{ adapter.dispatch('days_between')(first_date, last_date) }}
{%- endmacro %}

{% macro default__days_between(first_date, last_date) -%}
    unnest(generate_series(cast({{ first_date }} as timestamp), cast({{ last_date }} as timestamp), interval 1 day))
{%- endmacro %}


{#- The calendar day of a UTC timestamp in the reporting time zone. -#}
{% macro reporting_date(timestamp) -%}
    {{ adapter.dispatch('reporting_date')(timestamp) }}
{%- endmacro %}

{% macro default__reporting_date(timestamp) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
        cast({{ timestamp }} as date)
    {%- else -%}
        cast({{ timestamp }} at time zone 'UTC' at time zone '{{ var('reporting_timezone') }}' as date)
    {%- endif -%}
{%- endmacro %}


{#- The UTC timestamp at which a calendar day begins in the reporting time zone: `reporting_date` gives the day back. -#}
{% macro start_of_day(date) -%}
    {{ adapter.dispatch('start_of_day')(date) }}
{%- endmacro %}

{% macro default__start_of_day(date) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
        cast({{ date }} as timestamp)
    {%- else -%}
        cast({{ date }} as timestamp) at time zone '{{ var('reporting_timezone') }}' at time zone 'UTC'
    {%- endif -%}
{%- endmacro %}


{#- Text by which timestamps sort as they do in time. -#}
{% macro sortable(timestamp) -%}
    {{ adapter.dispatch('sortable')(timestamp) }}
{%- endmacro %}

{% macro default__sortable(timestamp) -%}
    strftime({{ timestamp }}, '%Y%m%d%H%M%S%f')
{%- endmacro %}


{#- The value of a key in a JSON object held as text. -#}
{% macro json_value(json, key) -%}
    {{ adapter.dispatch('json_value')(json, key) }}
{%- endmacro %}

{% macro default__json_value(json, key) -%}
    case when json_valid({{ json }}) then json_extract_string({{ json }}, '$.{{ key }}') end
{%- endmacro %}
