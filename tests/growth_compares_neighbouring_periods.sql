-- What a period calls "the period before" is what that period calls its own, once both are over. A red test means that
-- growth divides by something else than the period before.
with

growth as (
    select * from {{ ref('growth_periods') }}
),

periods as (
    select
        grain,
        period_start,
        is_complete,
        lag(period_start) over (partition by grain order by period_start) as period_start_before
    from {{ ref('dim_period_days') }}
    where is_first_day
),

totals as (
    select
        grain,
        period_start,
        sum(mqls) as mqls,
        sum(mqls_before) as mqls_before,
        sum(revenue) as revenue,
        sum(revenue_before) as revenue_before
    from growth
    group by grain, period_start
),

broken as (
    select
        totals.grain,
        totals.period_start,
        totals.mqls_before,
        before.mqls,
        totals.revenue_before,
        before.revenue
    from totals
    inner join periods on totals.grain = periods.grain and totals.period_start = periods.period_start
    left join totals as before on periods.grain = before.grain and periods.period_start_before = before.period_start
    where
        periods.is_complete
        and (totals.mqls_before <> coalesce(before.mqls, 0) or totals.revenue_before <> coalesce(before.revenue, 0))
)

select * from broken
