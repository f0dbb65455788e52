{%- set days_in = dbt.datediff('period_days.period_start', 'period_days.date_day', 'day') -%}
with

period_days as (
    select * from {{ ref('dim_period_days') }}
),

span as (
    select * from {{ ref('int_data_span') }}
),

periods as (
    select
        period_days.grain,
        period_days.period_start,
        period_days.is_complete,
        {{ dbt.datediff('period_days.period_start', 'span.as_of_date', 'day') }} as days_elapsed,
        {{ dbt.datediff('period_days.period_start', 'span.month_end_date', 'day') }} as days_to_month_end,
        lag(period_days.period_start) over (partition by period_days.grain order by period_days.period_start)
            as period_start_before
    from period_days
    cross join span
    where period_days.is_first_day and period_days.period_start <= span.as_of_date
),

comparisons as (
    select
        periods.grain,
        periods.period_start,
        periods.period_start_before,
        period_days.date_day,
        periods.is_complete or period_days.date_day <= span.month_end_date as is_month_over,
        false as is_before
    from periods
    inner join period_days on periods.grain = period_days.grain and periods.period_start = period_days.period_start
    inner join span on period_days.date_day <= span.as_of_date

    union all

    -- A running period is compared with as many days of the one before it.
    select
        periods.grain,
        periods.period_start,
        periods.period_start_before,
        period_days.date_day,
        periods.is_complete or {{ days_in }} <= periods.days_to_month_end as is_month_over,
        true as is_before
    from periods
    inner join period_days
        on periods.grain = period_days.grain and periods.period_start_before = period_days.period_start
    where
        periods.is_complete
        or {{ days_in }} <= periods.days_elapsed
)

select * from comparisons
