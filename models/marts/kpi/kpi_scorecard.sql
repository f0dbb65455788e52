{%- set series = 'partition by kpi, grain, segment, segment_value order by step' -%}
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
        kpi_values.*,
        periods.period_end,
        periods.is_complete,
        periods.previous_period_start,
        case
            when kpi_values.grain in ('day', 'week')
                then 3 * {{ dbt.datediff("cast('1970-01-01' as date)", 'kpi_values.period_start', 'day') }}
            else 91 * (12 * extract(year from kpi_values.period_start) + extract(month from kpi_values.period_start))
        end as step
    from kpi_values
    inner join periods on kpi_values.grain = periods.grain and kpi_values.period_start = periods.period_start
),

-- What is usual here: the mean of the twelve periods before. One sort serves all, where joins would hold every value twice.
series as (
    select
        *,
        case when lag(period_start) over in_order = previous_period_start then lag(value) over in_order end
            as previous_value,
        first_value(value) over year_before as year_ago_value,
        avg(value) over twelve_before as baseline
    from placed
    window
        in_order as ({{ series }}),
        year_before as ({{ series }} range between 1092 preceding and 1092 preceding),
        twelve_before as ({{ series }} rows between 12 preceding and 1 preceding)
),

compared as (
    select
        series.kpi,
        series.grain,
        series.period_start,
        series.period_end,
        series.is_complete,
        series.is_mature,
        series.segment,
        series.segment_value,
        kpis.better,
        kpis.is_vanity,
        series.value,
        cast(targets.target as double) as target,
        series.previous_value,
        series.year_ago_value,
        series.baseline,
        -- A ratio of a value to what may be negative says nothing of the direction.
        (series.value - series.previous_value) / nullif(abs(series.previous_value), 0) as change_ratio,
        (series.value - series.year_ago_value) / nullif(abs(series.year_ago_value), 0) as year_change_ratio,
        series.value / nullif(cast(targets.target as double), 0) as attainment
    from series
    inner join kpis on series.kpi = kpis.kpi
    left join targets
        on
            series.kpi = targets.kpi
            and series.grain = targets.grain
            and series.period_start = targets.period_start
            and series.segment = targets.segment
            and series.segment_value = targets.segment_value
),

judged as (
    select
        *,
        {{ direction('value', 'previous_value', 'better') }} as direction,
        {{ direction('value', 'year_ago_value', 'better') }} as year_direction,
        case
            when value is null or target is null then null
            when (better = 'up' and value >= target) or (better = 'down' and value <= target) then 'on target'
            when abs(value - target) <= {{ var('target_tolerance') }} * abs(target) then 'near target'
            else 'off target'
        end as status
    from compared
)

select * from judged
