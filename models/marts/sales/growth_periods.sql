{%- set imports = {
    'purchases': 'fct_purchases', 'account_owners': 'int_account_owners', 'comparisons': 'period_comparisons',
    'landed_until': 'int_landed_until',
} -%}
with

leads as (
    select * from {{ ref('fct_leads') }} where mql_date is not null
),

{% for name, model in imports.items() -%}
{{ name }} as (
    select * from {{ ref(model) }}
),

{% endfor -%}
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
        max(case when not is_before and is_month_over then date_day end) as last_date_of_months_over,
        max(case when is_before then date_day end) as last_date_before
    from comparisons
    group by grain, period_start
),

-- Of a period that runs nothing need have happened in this month yet: it is compared to the end of the last one then.
reached as (
    select
        ends.*,
        landed.*,
        coalesce(ends.last_date_of_months_over, ends.last_date) <= landed.mqls_until as is_mqls_known,
        coalesce(ends.last_date_of_months_over, ends.last_date) <= landed.revenue_until as is_revenue_known
    from ends
    cross join landed
),

days as (
    select
        comparisons.*,
        reached.is_mqls_known,
        reached.is_revenue_known,
        comparisons.period_start_before >= reached.mqls_from and reached.last_date_before <= reached.mqls_until
            as is_mqls_before_known,
        comparisons.period_start_before >= reached.revenue_from and reached.last_date_before <= reached.revenue_until
            as is_revenue_before_known,
        comparisons.is_month_over or reached.last_date <= reached.mqls_until or not reached.is_mqls_known
            as counts_mqls,
        comparisons.is_month_over or reached.last_date <= reached.revenue_until or not reached.is_revenue_known
            as counts_revenue
    from comparisons
    inner join reached on comparisons.grain = reached.grain and comparisons.period_start = reached.period_start
),

-- Growth over a period that landed in part, or not at all, is unknown.
growth as (
    select
        days.grain,
        days.period_start,
        facts.channel,
        facts.region,
        facts.industry,
        facts.business_unit,
        cast(
            sum(case when not days.is_before and days.counts_mqls then facts.mqls else 0 end)
            filter (where days.is_mqls_known) as bigint
        ) as mqls,
        cast(
            sum(case when days.is_before and days.counts_mqls then facts.mqls else 0 end)
            filter (where days.is_mqls_before_known) as bigint
        ) as mqls_before,
        cast(
            sum(case when not days.is_before and days.counts_revenue then facts.revenue else 0 end)
            filter (where days.is_revenue_known) as decimal(28, 6)
        ) as revenue,
        cast(
            sum(case when days.is_before and days.counts_revenue then facts.revenue else 0 end)
            filter (where days.is_revenue_before_known) as decimal(28, 6)
        ) as revenue_before
    from days
    inner join facts on days.date_day = facts.date_day
    group by days.grain, days.period_start, facts.channel, facts.region, facts.industry, facts.business_unit
)

select * from growth
