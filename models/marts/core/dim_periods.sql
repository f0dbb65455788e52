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
),

neighbours as (
    select
        grain,
        period_start,
        period_end,
        is_complete,
        lag(period_start) over (partition by grain order by period_start) as previous_period_start,
        -- 52 weeks before, so that a Monday is compared with a Monday.
        cast(
            case
                when grain in ('day', 'week') then {{ dbt.dateadd('day', -364, 'period_start') }}
                else {{ dbt.dateadd('year', -1, 'period_start') }}
            end as date
        ) as year_ago_period_start
    from periods
)

select * from neighbours
