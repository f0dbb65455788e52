with

leads as (
    select * from {{ ref('int_lead_funnel') }}
),

purchases as (
    select * from {{ ref('int_purchases') }}
),

span as (
    select * from {{ ref('int_data_span') }}
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

facts as (
    select
        'leads' as metric,
        {{ reporting_date('lead_at') }} as fact_date,
        cast(1 as decimal(28, 6)) as amount
    from leads

    union all

    select
        'revenue' as metric,
        purchase_date as fact_date,
        revenue as amount
    from purchases
),

monthly as (
    select
        metric,
        cast({{ dbt.date_trunc('month', 'fact_date') }} as date) as month_start,
        sum(amount) as amount
    from facts
    where fact_date is not null
    group by metric, month_start
),

bounds as (
    select
        monthly.metric,
        min(monthly.month_start) as first_month,
        -- The last month that is over by now and has landed.
        least(
            {{ dbt.date_trunc('month', 'min(span.month_end_date)') }},
            {{ dbt.date_trunc(
                'month', "min(case monthly.metric when 'leads' then leads_until else purchases_until end)"
            ) }}
        ) as last_month
    from monthly
    cross join span
    cross join landed_until
    group by monthly.metric
),

days as (
    select
        metric,
        {{ days_between('first_month', 'last_month') }} as date_day
    from bounds
),

months as (
    select
        days.metric,
        days.date_day as month_start,
        row_number() over (partition by days.metric order by days.date_day) as month_number,
        cast(coalesce(monthly.amount, 0) as decimal(28, 6)) as amount
    from days
    left join monthly on days.metric = monthly.metric and days.date_day = monthly.month_start
    where extract(day from days.date_day) = 1
)

select * from months
