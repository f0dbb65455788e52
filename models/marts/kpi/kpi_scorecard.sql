{#- Columns that differ most come first, since a sort compares one after the other. -#}
{%- set series = 'partition by segment_value, kpi, grain, segment order by step' -%}
with

kpis as (
    select * from {{ ref('dim_kpis') }}
),

kpi_values as (
    select * from {{ ref('kpi_values') }}
),

-- Before a KPI began to land there is nothing to compare with, and a year of which half has landed is half a year. Read
-- by themselves, here and below: DuckDB would keep all values for two that read them.
beginnings as (
    select
        kpi,
        min(period_start) as first_month
    from {{ ref('kpi_values') }}
    where segment = 'total' and grain = 'month' and value is not null
    group by kpi
),

additive_totals as (
    select
        *,
        {{ period_step() }} as step
    from {{ ref('kpi_values') }}
    where segment = 'total' and kpi in ('{{ additive_kpis() | join("', '") }}')
),

periods as (
    select * from {{ ref('dim_periods') }}
),

targets as (
    select * from {{ ref('fct_targets') }}
),

placed as (
    select
        *,
        {{ period_step() }} as step
    from kpi_values
),

{% for values in ['placed', 'additive_totals'] -%}
comparable_{{ values }} as (
    select
        {{ values }}.*,
        case when {{ values }}.period_start >= beginnings.first_month then {{ values }}.value end as comparable
    from {{ values }}
    left join beginnings on {{ values }}.kpi = beginnings.kpi
),

{% endfor -%}

-- What is usual here: the mean of the twelve periods before. One sort serves all; joins would hold every value again.
series as (
    select
        *,
        {{ over_periods_before('first_value(comparable)', series, 1, 1) }} as value_before,
        {{ over_year_before('first_value(comparable)', series) }} as value_a_year_before,
        {{ over_periods_before('sum(comparable)', series, 12, 1) }} as sum_before,
        {{ over_periods_before('count(comparable)', series, 12, 1) }} as known_before
    from comparable_placed
),

-- Of what adds up, a segment value without a row is the nothing that is missing in a total that is known.
totals as (
    select
        kpi,
        grain,
        period_start,
        {{ over_periods_before('first_value(0 * abs(comparable))', series, 1, 1) }} as nothing_before,
        {{ over_year_before('first_value(0 * abs(comparable))', series) }} as nothing_a_year_before,
        {{ over_periods_before('count(comparable)', series, 12, 1) }} as known_before
    from comparable_additive_totals
),

-- What will not stay, of a period that still runs or a cohort too young, is not judged by what did; a stock is the
-- state now.
of_periods as (
    select
        series.*,
        periods.period_end,
        periods.is_complete,
        coalesce(series.value_before, totals.nothing_before) as previous_value,
        coalesce(series.value_a_year_before, totals.nothing_a_year_before) as year_ago_value,
        coalesce(series.sum_before, 0) / nullif(coalesce(totals.known_before, series.known_before), 0) as baseline,
        case when series.is_mature or series.basis = 'stock' then series.value end as judged
    from series
    inner join periods on series.grain = periods.grain and series.period_start = periods.period_start
    left join totals
        on series.kpi = totals.kpi and series.grain = totals.grain and series.period_start = totals.period_start
),

compared as (
    select
        of_periods.kpi,
        of_periods.grain,
        of_periods.period_start,
        of_periods.period_end,
        of_periods.is_complete,
        of_periods.is_mature,
        of_periods.segment,
        of_periods.segment_value,
        kpis.better,
        kpis.is_vanity,
        of_periods.value,
        cast(targets.target as double) as target,
        of_periods.previous_value,
        of_periods.year_ago_value,
        of_periods.baseline,
        -- A ratio of a value to what may be negative says nothing of the direction.
        (of_periods.judged - of_periods.previous_value) / nullif(abs(of_periods.previous_value), 0) as change_ratio,
        (of_periods.judged - of_periods.year_ago_value) / nullif(abs(of_periods.year_ago_value), 0)
            as year_change_ratio,
        of_periods.judged / nullif(cast(targets.target as double), 0) as attainment,
        {{ direction('of_periods.judged', 'of_periods.previous_value', 'kpis.better') }} as direction,
        {{ direction('of_periods.judged', 'of_periods.year_ago_value', 'kpis.better') }} as year_direction,
        {{ target_status('of_periods.judged', 'cast(targets.target as double)', 'kpis.better') }} as status
    from of_periods
    inner join kpis on of_periods.kpi = kpis.kpi
    left join targets
        on
            of_periods.kpi = targets.kpi
            and of_periods.grain = targets.grain
            and of_periods.period_start = targets.period_start
            and of_periods.segment = targets.segment
            and of_periods.segment_value = targets.segment_value
)

select * from compared
