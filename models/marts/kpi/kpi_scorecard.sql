{#- Columns that differ most come first, since a sort compares one after the other. -#}
{%- set series = 'partition by segment_value, kpi, grain, segment order by step' -%}
with

kpis as (
    select * from {{ ref('dim_kpis') }}
),

kpi_values as (
    select * from {{ ref('kpi_values') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

targets as (
    select * from {{ ref('fct_targets') }}
),

-- On one scale for all grains, where a year is 1092 steps: 364 days of 3, or 12 months of 91.
placed as (
    select
        *,
        case
            when grain in ('day', 'week')
                then 3 * {{ dbt.datediff("cast('1970-01-01' as date)", 'period_start', 'day') }}
            else 91 * (12 * extract(year from period_start) + extract(month from period_start))
        end as step
    from kpi_values
),

-- What is usual here: the mean of the twelve periods before. One sort serves all; joins would hold every value again.
series as (
    select
        *,
        lag(period_start) over in_order as value_before_period_start,
        lag(value) over in_order as value_before,
        first_value(value) over year_before as year_ago_value,
        avg(value) over twelve_before as baseline
    from placed
    window
        in_order as ({{ series }}),
        year_before as ({{ series }} range between 1092 preceding and 1092 preceding),
        twelve_before as ({{ series }} rows between 12 preceding and 1 preceding)
),

-- A period that still runs is not judged by whole ones; a stock is the state now.
of_periods as (
    select
        series.*,
        periods.period_end,
        periods.is_complete,
        case when series.value_before_period_start = periods.previous_period_start then series.value_before end
            as previous_value,
        case when periods.is_complete or series.basis = 'stock' then series.value end as judged
    from series
    inner join periods on series.grain = periods.grain and series.period_start = periods.period_start
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
