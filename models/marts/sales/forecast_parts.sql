with

leads as (
    select * from {{ ref('fct_leads') }}
),

purchases as (
    select * from {{ ref('fct_purchases') }}
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
),

months as (
    select
        metric,
        max(month_start) as last_month
    from {{ ref('int_monthly_totals') }}
    group by metric
),

facts as (
    select
        'leads' as metric,
        lead_date as date_day,
        channel,
        region,
        account_id,
        cast(1 as decimal(28, 6)) as amount
    from leads

    union all

    select
        'revenue' as metric,
        purchase_date as date_day,
        channel,
        region,
        account_id,
        revenue as amount
    from purchases
),

of_last_year as (
    select
        facts.metric,
        facts.channel,
        facts.region,
        coalesce(account_owners.business_unit, 'Unknown') as unit,
        facts.amount
    from facts
    inner join months on facts.metric = months.metric
    left join account_owners on facts.account_id = account_owners.account_id
    where
        facts.date_day >= {{ dbt.dateadd('month', -11, 'months.last_month') }}
        and facts.date_day < {{ dbt.dateadd('month', 1, 'months.last_month') }}
),

-- What gave more back than it brought is expected to bring nothing.
summed as (
    select
        metric,
        channel,
        region,
        unit as business_unit,
        cast(greatest(sum(amount), 0) as decimal(28, 6)) as amount
    from of_last_year
    group by metric, channel, region, unit
),

shares as (
    select
        metric,
        channel,
        region,
        business_unit,
        amount,
        {{ share('amount', 'sum(amount) over (partition by metric)') }} as amount_share
    from summed
)

select * from shares
