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

comparisons as (
    select * from {{ ref('period_comparisons') }}
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

facts as (
    select
        leads.mql_date as date_day,
        leads.channel,
        leads.region,
        leads.industry,
        coalesce(account_owners.business_unit, 'Unknown') as business_unit,
        1 as mqls,
        cast(0 as decimal(28, 6)) as revenue
    from leads
    left join account_owners on leads.account_id = account_owners.account_id

    union all

    select
        purchases.purchase_date as date_day,
        purchases.channel,
        purchases.region,
        purchases.industry,
        coalesce(account_owners.business_unit, 'Unknown') as business_unit,
        0 as mqls,
        purchases.revenue
    from purchases
    left join account_owners on purchases.account_id = account_owners.account_id
),

-- What landed is taken to begin with the month of its first fact, and to end with the last that its system tells of.
landed as (
    select
        cast({{ dbt.date_trunc('month', '(select min(mql_date) from leads)') }} as date) as mqls_from,
        leads_until as mqls_until,
        cast({{ dbt.date_trunc('month', '(select min(purchase_date) from purchases)') }} as date) as revenue_from,
        purchases_until as revenue_until
    from landed_until
),

ends as (
    select
        grain,
        period_start,
        max(case when not is_before then date_day end) as last_date,
        max(case when is_before then date_day end) as last_date_before
    from comparisons
    group by grain, period_start
),

summed as (
    select
        comparisons.grain,
        comparisons.period_start,
        comparisons.period_start_before,
        facts.channel,
        facts.region,
        facts.industry,
        facts.business_unit,
        sum(case when not comparisons.is_before then facts.mqls else 0 end) as mqls,
        sum(case when comparisons.is_before then facts.mqls else 0 end) as mqls_before,
        sum(case when not comparisons.is_before then facts.revenue else 0 end) as revenue,
        sum(case when comparisons.is_before then facts.revenue else 0 end) as revenue_before
    from comparisons
    inner join facts on comparisons.date_day = facts.date_day
    group by
        comparisons.grain, comparisons.period_start, comparisons.period_start_before,
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
        cast(case when ends.last_date <= landed.mqls_until then summed.mqls end as bigint) as mqls,
        cast(
            case
                when summed.period_start_before >= landed.mqls_from and ends.last_date_before <= landed.mqls_until
                    then summed.mqls_before
            end as bigint
        ) as mqls_before,
        cast(case when ends.last_date <= landed.revenue_until then summed.revenue end as decimal(28, 6)) as revenue,
        cast(
            case
                when summed.period_start_before >= landed.revenue_from and ends.last_date_before <= landed.revenue_until
                    then summed.revenue_before
            end as decimal(28, 6)
        ) as revenue_before
    from summed
    inner join ends on summed.grain = ends.grain and summed.period_start = ends.period_start
    cross join landed
)

select * from growth
