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

{% macro spark__matches(text, pattern) -%}
    ({{ text }} rlike {{ pattern }})
{%- endmacro %}


{#- A text without the blanks around it, those of web pages and tables (no-break, ideographic) included. -#}
{% macro trimmed(text) -%}
    {{ adapter.dispatch('trimmed')(text) }}
{%- endmacro %}

{% macro default__trimmed(text) -%}
    trim({{ text }})
{%- endmacro %}

{% macro spark__trimmed(text) -%}
    trim(both ' \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000' from {{ text }})
{%- endmacro %}


{#- A name reduced to lower-case words of letters of any script and digits, with `_` between, as UTM parameters are written. -#}
{% macro slug(text) -%}
    {{ adapter.dispatch('slug')(text) }}
{%- endmacro %}

{% macro default__slug(text) -%}
    trim(regexp_replace(lower({{ text }}), '[^\p{L}\p{M}\p{N}]+', '_', 'g'), '_')
{%- endmacro %}

{% macro spark__slug(text) -%}
    trim(both '_' from regexp_replace(lower({{ text }}), '[^\\p{L}\\p{M}\\p{N}]+', '_'))
{%- endmacro %}


{#- A row for each day from one date to another, both included; none where one is null or they are the wrong way round. -#}
{% macro days_between(first_date, last_date) -%}
    {{ adapter.dispatch('days_between')(first_date, last_date) }}
{%- endmacro %}

{% macro default__days_between(first_date, last_date) -%}
    cast(unnest(
        generate_series(cast({{ first_date }} as timestamp), cast({{ last_date }} as timestamp), interval 1 day)
    ) as date)
{%- endmacro %}

{% macro spark__days_between(first_date, last_date) -%}
    explode(case
        when cast({{ first_date }} as date) <= cast({{ last_date }} as date)
            then sequence(cast({{ first_date }} as date), cast({{ last_date }} as date))
    end)
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

{#- Spark's sessions run in UTC, and these two move a timestamp without a zone. -#}
{% macro spark__reporting_date(timestamp) -%}
    cast(from_utc_timestamp({{ timestamp }}, '{{ var('reporting_timezone') }}') as date)
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

{% macro spark__start_of_day(date) -%}
    to_utc_timestamp(cast({{ date }} as timestamp), '{{ var('reporting_timezone') }}')
{%- endmacro %}


{#- The UTC timestamp of the last microsecond of a calendar day in the reporting time zone; nothing is told more finely. -#}
{% macro end_of_day(date) -%}
    {{ dbt.dateadd('microsecond', -1, start_of_day(dbt.dateadd('day', 1, date))) }}
{%- endmacro %}


{#-
  The moment by which something had happened: its own, but of what is told by its day alone, which the landing puts at
  the start of it, the end of that day.
-#}
{% macro by_then(timestamp) -%}
    case
        when {{ timestamp }} = {{ start_of_day(reporting_date(timestamp)) }} then {{ end_of_day(reporting_date(timestamp)) }}
        else {{ timestamp }}
    end
{%- endmacro %}


{#- Text by which timestamps sort as they do in time. -#}
{% macro sortable(timestamp) -%}
    {{ adapter.dispatch('sortable')(timestamp) }}
{%- endmacro %}

{% macro default__sortable(timestamp) -%}
    strftime({{ timestamp }}, '%Y%m%d%H%M%S%f')
{%- endmacro %}

{% macro spark__sortable(timestamp) -%}
    date_format({{ timestamp }}, 'yyyyMMddHHmmssSSSSSS')
{%- endmacro %}


{#-
  Number by which timestamps sort as they do in time, those of one instant by a rank from 0 to 3, then by a hash of a
  text: what a group keeps of numbers can leave memory, of text it can not.
-#}
{% macro moment_key(timestamp, rank, text) -%}
    {{ adapter.dispatch('moment_key')(timestamp, rank, text) }}
{%- endmacro %}

{% macro default__moment_key(timestamp, rank, text) -%}
    (cast(epoch_us({{ timestamp }}) * 4 + {{ rank }} as decimal(38, 0)) * 1152921504606846976
        + cast('0x' || substr(md5({{ text }}), 1, 15) as bigint))
{%- endmacro %}

{% macro spark__moment_key(timestamp, rank, text) -%}
    (cast(unix_micros({{ timestamp }}) * 4 + {{ rank }} as decimal(38, 0)) * 1152921504606846976
        + cast(conv(substr(md5({{ text }}), 1, 15), 16, 10) as bigint))
{%- endmacro %}


{#- The first value of a window that is not null; `over` follows. -#}
{% macro first_known(value) -%}
    {{ adapter.dispatch('first_known')(value) }}
{%- endmacro %}

{% macro default__first_known(value) -%}
    first_value({{ value }} ignore nulls)
{%- endmacro %}

{% macro spark__first_known(value) -%}
    first_value({{ value }}, true)
{%- endmacro %}


{#- After the `as` of a CTE that DuckDB shall compute before what reads it. Spark's SQL has no such word. -#}
{% macro kept() -%}
    {{ adapter.dispatch('kept')() }}
{%- endmacro %}

{% macro default__kept() -%}
    materialized
{%- endmacro %}

{% macro spark__kept() -%}
{%- endmacro %}


{#- The value of a key in a JSON object held as text. -#}
{% macro json_value(json, key) -%}
    {{ adapter.dispatch('json_value')(json, key) }}
{%- endmacro %}

{% macro default__json_value(json, key) -%}
    case when json_valid({{ json }}) then json_extract_string({{ json }}, '$.{{ key }}') end
{%- endmacro %}

{% macro spark__json_value(json, key) -%}
    get_json_object({{ json }}, '$.{{ key }}')
{%- endmacro %}


{#- dbt's own for Spark take dates for whole days and lose what is less than a second. -#}
{% macro spark__dateadd(datepart, interval, from_date_or_timestamp) -%}
    dateadd({{ datepart }}, {{ interval }}, cast({{ from_date_or_timestamp }} as timestamp))
{%- endmacro %}

{% macro spark__datediff(first_date, second_date, datepart) -%}
    {%- if datepart == 'day' -%}
        date_diff(cast({{ second_date }} as date), cast({{ first_date }} as date))
    {%- elif datepart == 'second' -%}
        (unix_seconds(cast({{ second_date }} as timestamp)) - unix_seconds(cast({{ first_date }} as timestamp)))
    {%- else -%}
        {{ exceptions.raise_compiler_error('On Spark, datediff knows day and second, not ' ~ datepart ~ '.') }}
    {%- endif -%}
{%- endmacro %}
