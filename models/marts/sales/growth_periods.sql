with

leads as (
    select * from {{ ref('fct_leads') }} where mql_date is not null
),

purchases as (
    select * from {{ ref('fct_purchases') }}
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
),

period_days as (
    select * from {{ ref('dim_period_days') }}
),

span as (
    select * from {{ ref('int_data_span') }}
),

facts as (
    select
        leads.mql_date as date_day,
        leads.channel,
        coalesce(leads.region, 'Unknown') as region,
        coalesce(leads.industry, 'Unknown') as industry,
        coalesce(account_owners.business_unit, 'Unknown') as business_unit,
        1 as mqls,
        cast(0 as decimal(28, 6)) as revenue
    from leads
    left join account_owners on leads.account_id = account_owners.account_id

    union all

    select
        purchases.purchase_date as date_day,
        purchases.channel,
        coalesce(purchases.region, 'Unknown') as region,
        coalesce(purchases.industry, 'Unknown') as industry,
        coalesce(account_owners.business_unit, 'Unknown') as business_unit,
        0 as mqls,
        purchases.revenue
    from purchases
    left join account_owners on purchases.account_id = account_owners.account_id
),

-- What landed is taken to begin with the month of its first fact.
landed as (
    select
        cast({{ dbt.date_trunc('month', '(select min(mql_date) from leads)') }} as date) as mqls_from,
        cast({{ dbt.date_trunc('month', '(select min(purchase_date) from purchases)') }} as date) as revenue_from
),

periods as (
    select
        period_days.grain,
        period_days.period_start,
        period_days.is_complete,
        {{ dbt.datediff('period_days.period_start', 'span.as_of_date', 'day') }} as days_elapsed,
        lag(period_days.period_start) over (partition by period_days.grain order by period_days.period_start)
            as period_start_before
    from period_days
    cross join span
    where period_days.is_first_day and period_days.period_start <= span.as_of_date
),

of_periods as (
    select
        period_days.grain,
        period_days.period_start,
        period_days.date_day,
        0 as is_before
    from period_days
    inner join span on period_days.date_day <= span.as_of_date

    union all

    -- A running period is compared with as many days of the one before it.
    select
        periods.grain,
        periods.period_start,
        period_days.date_day,
        1 as is_before
    from periods
    inner join period_days
        on periods.grain = period_days.grain and periods.period_start_before = period_days.period_start
    where
        periods.is_complete
        or {{ dbt.datediff('period_days.period_start', 'period_days.date_day', 'day') }} <= periods.days_elapsed
),

summed as (
    select
        of_periods.grain,
        of_periods.period_start,
        facts.channel,
        facts.region,
        facts.industry,
        facts.business_unit,
        sum(case when of_periods.is_before = 0 then facts.mqls else 0 end) as mqls,
        sum(case when of_periods.is_before = 1 then facts.mqls else 0 end) as mqls_before,
        sum(case when of_periods.is_before = 0 then facts.revenue else 0 end) as revenue,
        sum(case when of_periods.is_before = 1 then facts.revenue else 0 end) as revenue_before
    from of_periods
    inner join facts on of_periods.date_day = facts.date_day
    group by
        of_periods.grain, of_periods.period_start,
        facts.channel, facts.region, facts.industry, facts.business_unit
),

-- Growth over a period that landed in part, or not at all, is unknown.
growth as (
    select
        summed.grain,
        summed.period_start,
        summed.channel,
        summed.region,
        summed.industry,
        summed.business_unit,
        cast(case when landed.mqls_from is not null then summed.mqls end as bigint) as mqls,
        cast(case when periods.period_start_before >= landed.mqls_from then summed.mqls_before end as bigint)
            as mqls_before,
        cast(case when landed.revenue_from is not null then summed.revenue end as decimal(28, 6)) as revenue,
        cast(
            case when periods.period_start_before >= landed.revenue_from then summed.revenue_before end
            as decimal(28, 6)
        ) as revenue_before
    from summed
    inner join periods on summed.grain = periods.grain and summed.period_start = periods.period_start
    cross join landed
)

select * from growth
