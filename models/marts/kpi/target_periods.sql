with

targets as (
    select * from {{ ref('fct_targets') }}
),

actuals as (
    select * from {{ ref('kpi_actuals') }}
),

-- A period that still runs has had no time to reach its target.
periods as (
    select * from {{ ref('dim_periods') }} where is_complete
),

attained as (
    select
        targets.grain,
        targets.period_start,
        targets.kpi,
        targets.segment,
        targets.segment_value,
        actuals.value as actual,
        cast(targets.target as double) as target
    from targets
    inner join periods on targets.grain = periods.grain and targets.period_start = periods.period_start
    inner join actuals
        on
            targets.kpi = actuals.kpi
            and targets.grain = actuals.grain
            and targets.period_start = actuals.period_start
            and targets.segment = actuals.segment
            and targets.segment_value = actuals.segment_value
    where actuals.value is not null
)

select * from attained
