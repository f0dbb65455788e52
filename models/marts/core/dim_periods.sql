with

period_days as (
    select * from {{ ref('dim_period_days') }}
),

periods as (
    select
        grain,
        period_start,
        max(period_end) as period_end,
        bool_or(is_complete) as is_complete
    from period_days
    group by grain, period_start
)

select * from periods
