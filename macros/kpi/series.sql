{#- The lengths of periods that are reported by. -#}
{% macro grains() %}
    {%- do return(['day', 'week', 'month', 'quarter', 'year', 'fiscal_quarter', 'fiscal_year']) -%}
{% endmacro %}


{#- How many months a fiscal year runs ahead of the calendar year that it is called after. -#}
{% macro fiscal_months_ahead() -%}
    {%- do return((13 - var('fiscal_year_first_month')) % 12) -%}
{%- endmacro %}


{#- The month in which a day would lie if the fiscal year it is in, called after the year it ends in, were that year. -#}
{% macro fiscal_month(day) -%}
    {{ dbt.dateadd('month', fiscal_months_ahead(), dbt.date_trunc('month', day)) }}
{%- endmacro %}


{#- The first day of the period of some length that a day lies in. -#}
{% macro start_of_period(grain, day) -%}
    {%- if grain == 'day' -%}
        {{ day }}
    {%- elif grain.startswith('fiscal_') -%}
        {%- set start = dbt.date_trunc(grain.removeprefix('fiscal_'), fiscal_month(day)) -%}
        cast({{ dbt.dateadd('month', -fiscal_months_ahead(), start) }} as date)
    {%- else -%}
        cast({{ dbt.date_trunc(grain, day) }} as date)
    {%- endif -%}
{%- endmacro %}


{#-
  The column `step` by which a window finds the periods before another: on one scale for all grains, where a period is
  84 steps, a number that 7 days and 12 months divide.
-#}
{% macro period_step() -%}
    case grain
        when 'day' then 84 * {{ dbt.datediff("cast('1970-01-01' as date)", 'period_start', 'day') }}
        when 'week' then 12 * {{ dbt.datediff("cast('1970-01-01' as date)", 'period_start', 'day') }}
        else
            (12 * extract(year from period_start) + extract(month from period_start))
            * case when grain = 'month' then 84 when grain in ('year', 'fiscal_year') then 7 else 28 end
    end
{%- endmacro %}


{#-
  An aggregate over some of the periods before each row, those that have none left out.

  Arguments:
    aggregate    what is computed of them, such as `sum(value)`
    series       partition and order of the window, the latter by `period_step`
    first, last  how many periods before the row the first and the last of them are
-#}
{% macro over_periods_before(aggregate, series, first, last) -%}
    {{ aggregate }} over ({{ series }} range between {{ 84 * first }} preceding and {{ 84 * last }} preceding)
{%- endmacro %}


{#- The same of the period a year before, of days and weeks the one 52 weeks before, so that Mondays meet. -#}
{% macro over_year_before(aggregate, series) -%}
    {%- set periods = {'day': 364, 'week': 52, 'month': 12, 'quarter': 4, 'fiscal_quarter': 4} -%}
    case grain
        {%- for grain, count in periods.items() %}
        when '{{ grain }}' then {{ over_periods_before(aggregate, series, count, count) }}
        {%- endfor %}
        else {{ over_periods_before(aggregate, series, 1, 1) }}
    end
{%- endmacro %}
