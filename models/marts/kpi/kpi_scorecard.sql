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

-- What is usual here: the mean of the twelve periods before.
baselines as (
    select
        kpi_values.*,
        periods.period_end,
        periods.is_complete,
        periods.previous_period_start,
        periods.year_ago_period_start,
        avg(kpi_values.value) over (
            partition by kpi_values.kpi, kpi_values.grain, kpi_values.segment, kpi_values.segment_value
            order by kpi_values.period_start
            rows between 12 preceding and 1 preceding
        ) as baseline
    from kpi_values
    inner join periods on kpi_values.grain = periods.grain and kpi_values.period_start = periods.period_start
),

compared as (
    select
        present.kpi,
        present.grain,
        present.period_start,
        present.period_end,
        present.is_complete,
        present.is_mature,
        present.segment,
        present.segment_value,
        kpis.better,
        kpis.is_vanity,
        present.value,
        cast(targets.target as double) as target,
        before.value as previous_value,
        year_ago.value as year_ago_value,
        present.baseline,
        -- A ratio of a value to what may be negative says nothing of the direction.
        (present.value - before.value) / nullif(abs(before.value), 0) as change_ratio,
        (present.value - year_ago.value) / nullif(abs(year_ago.value), 0) as year_change_ratio,
        present.value / nullif(cast(targets.target as double), 0) as attainment
    from baselines as present
    inner join kpis on present.kpi = kpis.kpi
    left join kpi_values as before
        on
            present.kpi = before.kpi
            and present.grain = before.grain
            and present.previous_period_start = before.period_start
            and present.segment = before.segment
            and present.segment_value = before.segment_value
    left join kpi_values as year_ago
        on
            present.kpi = year_ago.kpi
            and present.grain = year_ago.grain
            and present.year_ago_period_start = year_ago.period_start
            and present.segment = year_ago.segment
            and present.segment_value = year_ago.segment_value
    left join targets
        on
            present.kpi = targets.kpi
            and present.grain = targets.grain
            and present.period_start = targets.period_start
            and present.segment = targets.segment
            and present.segment_value = targets.segment_value
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
