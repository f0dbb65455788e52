with

costs as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'cost_date') }} as date) as cost_month
    from {{ ref('fct_allocated_costs') }}
    where marketing_cost is not null
),

leads as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'lead_date') }} as date) as cost_month
    from {{ ref('fct_leads') }}
),

pools as (
    select
        cost_month,
        channel,
        sum(marketing_cost + sales_cost) as cost
    from costs
    group by cost_month, channel
    having sum(marketing_cost + sales_cost) <> 0
),

leads_of_channel as (
    select
        cost_month,
        channel,
        count(*) as leads
    from leads
    group by cost_month, channel
),

-- What rounding leaves stays with the channel, as does the cost of one without a lead.
shares as (
    select
        pools.cost_month,
        pools.channel,
        pools.cost,
        coalesce(leads_of_channel.leads, 0) as leads,
        {{ rounded('cast(pools.cost as double) / leads_of_channel.leads', 6, 'decimal(18, 6)') }} as share
    from pools
    left join leads_of_channel
        on pools.cost_month = leads_of_channel.cost_month and pools.channel = leads_of_channel.channel
),

spread as (
    select
        leads.person_id,
        leads.lead_date as cost_date,
        leads.channel,
        leads.campaign_id,
        leads.program,
        leads.region,
        leads.industry,
        leads.company_size,
        leads.persona,
        shares.share as spread_cost
    from leads
    inner join shares on leads.cost_month = shares.cost_month and leads.channel = shares.channel

    union all

    select
        null, cost_month, channel, 'unallocated', 'unallocated', 'unallocated', 'unallocated', 'unallocated',
        'unallocated', cost - coalesce(leads * share, 0)
    from shares
    where cost <> coalesce(leads * share, 0)
),

typed as (
    select
        person_id,
        cost_date,
        channel,
        campaign_id,
        program,
        region,
        industry,
        company_size,
        persona,
        cast(spread_cost as decimal(28, 6)) as spread_cost
    from spread
)

select * from typed
