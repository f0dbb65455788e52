{#-
  How the logical types of the landing contract are stored. An `end_timestamp` may lie in the year 9999, as loaders
  write it for what has not ended; elsewhere a year that far off is a slip of the finger. A `large_numeric` is what a
  company sells in a year, in rupiahs perhaps: it fits a bigint and is compared, while a `numeric` is also multiplied.
-#}
{% macro landing_type(type) -%}
    {{ return({
        'text': dbt.type_string(),
        'timestamp': 'timestamp',
        'end_timestamp': 'timestamp',
        'date': 'date',
        'integer': 'bigint',
        'numeric': 'decimal(18, 6)',
        'large_numeric': 'decimal(24, 6)',
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
    {%- elif type == 'text' -%}
        nullif({{ trimmed('cast(' ~ column.name ~ ' as ' ~ dbt.type_string() ~ ')') }}, '')
    {%- elif type == 'timestamp' -%}
        {{ plausible(read_timestamp(column)) }}
    {%- elif type == 'end_timestamp' -%}
        {{ read_timestamp(column) }}
    {%- elif type == 'date' -%}
        {{ plausible(read_date(column)) }}
    {%- elif column.is_typed -%}
        try_cast({{ column.name }} as {{ landing_type(type) }})
    {%- elif type == 'integer' -%}
        {#- A cast rounds 2.5 to 3 in silence, so only whole numbers pass. -#}
        case
            when try_cast({{ column.name }} as decimal(28, 6)) % 1 = 0
                then try_cast(try_cast({{ column.name }} as decimal(28, 6)) as bigint)
        end
    {%- else -%}
        try_cast(nullif({{ trimmed(column.name) }}, '') as {{ landing_type(type) }})
    {%- endif -%}
{%- endmacro %}


{#- A day or time in the centuries that business data can be of, else null: one 2205 would stretch every calendar. -#}
{% macro plausible(value) -%}
    case when {{ value }} between '1900-01-01' and '2199-12-31' then {{ value }} end
{%- endmacro %}


{% macro is_blank(column) -%}
    {%- if column.is_typed -%}
        ({{ column.name }} is null)
    {%- else -%}
        (nullif({{ trimmed('cast(' ~ column.name ~ ' as ' ~ dbt.type_string() ~ ')') }}, '') is null)
    {%- endif -%}
{%- endmacro %}


{% macro read_timestamp(column) -%}
    {{ adapter.dispatch('read_timestamp')(column) }}
{%- endmacro %}

{#-
  DuckDB's cast of text to timestamp drops an offset (+02:00) in silence; by way of timestamptz it counts. A day without
  a time is that day where reports are made, so that no time zone moves it. Only what begins with four digits is cast:
  DuckDB takes 05/03/25 for a day of the year 5.
-#}
{% macro default__read_timestamp(column) -%}
    {%- set name = column.name -%}
    {%- if column.is_typed and 'WITH TIME ZONE' in column.type -%}
        {{ name }} at time zone 'UTC'
    {%- elif column.is_typed and column.type == 'DATE' -%}
        {{ start_of_day(name) }}
    {%- elif column.is_typed -%}
        cast({{ name }} as timestamp)
    {%- else -%}
        coalesce(
            case
                {%- if var('reporting_timezone') != 'UTC' %}
                when regexp_full_match(trim({{ name }}), '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}')
                    then {{ start_of_day('try_cast(' ~ name ~ ' as date)') }}
                {%- endif %}
                when {{ begins_with_year(name) }} then try_cast(trim({{ name }}) as timestamptz) at time zone 'UTC'
            end
            {%- for format in var('landing_date_formats') -%}
            {%- set parsed = parsed_as(name, format) -%}
            , {{ "cast(" ~ parsed ~ " as timestamptz) at time zone 'UTC'" if has_time(format) else start_of_day('cast(' ~ parsed ~ ' as date)') }}
            {%- endfor -%}
        )
    {%- endif -%}
{%- endmacro %}


{#- On DuckDB: whether a text is a date as ISO 8601 has it, or with slashes. -#}
{% macro begins_with_year(name) -%}
    regexp_matches(trim({{ name }}), '^[0-9]{4}[-/]')
{%- endmacro %}

{#- On DuckDB: a text read by a format, whose %Y takes two digits for a year of the first century. -#}
{% macro parsed_as(name, format) -%}
    {%- set parsed = 'try_strptime(trim(' ~ name ~ '), ' ~ literal(format) ~ ')' -%}
    {{ return('case when regexp_matches(' ~ name ~ ", '[0-9]{4}') then " ~ parsed ~ ' end' if '%Y' in format else parsed) }}
{%- endmacro %}

{#- Whether a format tells the time of day. -#}
{% macro has_time(format) -%}
    {{ return(modules.re.search('%-?[HIXc]', format)) }}
{%- endmacro %}


{#-
  Spark's cast minds the offset, but knows no slashes and takes a bare year for its first day. The formats are written
  as for DuckDB.
-#}
{% macro spark__read_timestamp(column) -%}
    {%- set name = column.name -%}
    {%- if column.is_typed and column.type == 'DATE' -%}
        {{ start_of_day(name) }}
    {%- elif column.is_typed -%}
        cast({{ name }} as timestamp)
    {%- else -%}
        coalesce(
            {% if var('reporting_timezone') != 'UTC' -%}
            case
                when {{ trimmed(name) }} rlike '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$'
                    then {{ start_of_day('try_cast(' ~ trimmed(name) ~ ' as date)') }}
            end,
            {%- endif %}
            try_cast({{ iso_text(name) }} as timestamp)
            {%- for format in var('landing_date_formats') -%}
            {%- set parsed = "try_to_timestamp(" ~ trimmed(name) ~ ", '" ~ java_format(format) ~ "')" -%}
            , {{ parsed if has_time(format) else start_of_day('cast(' ~ parsed ~ ' as date)') }}
            {%- endfor -%}
        )
    {%- endif -%}
{%- endmacro %}

{#- A text that starts as an ISO 8601 date, with hyphens for slashes; any other is null. -#}
{% macro iso_text(name) -%}
    case
        when {{ trimmed(name) }} rlike '^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([T ]|$)' then
            translate(left({{ trimmed(name) }}, 10), '/', '-') || substr({{ trimmed(name) }}, 11)
    end
{%- endmacro %}

{#- A format of strptime as Java writes it; a part that is not listed stops the build. -#}
{% macro java_format(format) -%}
    {%- set parts = {
        '%Y': 'yyyy', '%y': 'yy', '%m': 'MM', '%-m': 'M', '%d': 'dd', '%-d': 'd', '%b': 'MMM', '%B': 'MMMM',
        '%H': 'HH', '%-H': 'H', '%I': 'hh', '%-I': 'h', '%M': 'mm', '%S': 'ss', '%f': 'SSSSSS', '%p': 'a', '%z': 'XX',
    } -%}
    {%- set ns = namespace(java=format) -%}
    {%- for part, letters in parts.items() -%}
        {%- set ns.java = ns.java | replace(part, letters) -%}
    {%- endfor -%}
    {%- if '%' in ns.java -%}
        {%- do exceptions.raise_compiler_error(
            "On Spark, the format " ~ format ~ " of landing_date_formats can't be read; it may hold "
            ~ parts.keys() | join(', ') ~ "."
        ) -%}
    {%- endif -%}
    {{ return(ns.java) }}
{%- endmacro %}


{% macro read_date(column) -%}
    {{ adapter.dispatch('read_date')(column) }}
{%- endmacro %}

{#- A date keeps the calendar day its source wrote, whatever time or offset stands behind it. -#}
{% macro default__read_date(column) -%}
    {%- if column.is_typed -%}
        cast({{ column.name }} as date)
    {%- else -%}
        coalesce(
            case when {{ begins_with_year(column.name) }} then try_cast(trim({{ column.name }}) as date) end
            {%- for format in var('landing_date_formats') -%}
                , cast({{ parsed_as(column.name, format) }} as date)
            {%- endfor -%}
        )
    {%- endif -%}
{%- endmacro %}

{% macro spark__read_date(column) -%}
    {%- if column.is_typed -%}
        cast({{ column.name }} as date)
    {%- else -%}
        coalesce(
            try_cast({{ iso_text(column.name) }} as date)
            {%- for format in var('landing_date_formats') -%}
                , cast(try_to_timestamp({{ trimmed(column.name) }}, '{{ java_format(format) }}') as date)
            {%- endfor -%}
        )
    {%- endif -%}
{%- endmacro %}
