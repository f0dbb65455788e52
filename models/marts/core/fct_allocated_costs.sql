{%- set columns = ['marketing_cost', 'sales_cost', 'cogs', 'cost_to_serve', 'overhead'] -%}
with

costs as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'cost_date') }} as date) as cost_month,
        case when channel = 'unallocated' then cost_month end as spread_month
    from {{ ref('fct_costs') }}
),

leads as (
    select * from {{ ref('fct_leads') }}
),

-- What each rule sets the channels of a month in proportion to.
weights as (
    select
        'ad_spend' as allocation_rule,
        cost_month,
        channel,
        cast(sum(cost) as double) as weight
    from costs
    where cost_type = 'ad_spend' and channel <> 'unallocated'
    group by cost_month, channel

    union all

    select
        'leads' as allocation_rule,
        cast({{ dbt.date_trunc('month', 'lead_date') }} as date) as cost_month,
        channel,
        cast(count(*) as double) as weight
    from leads
    group by cast({{ dbt.date_trunc('month', 'lead_date') }} as date), channel
),

shares as (
    select
        cost_month,
        channel,
        allocation_rule,
        weight / sum(weight) over (partition by cost_month) as share,
        row_number() over (partition by cost_month order by weight desc, channel) as share_rank
    from weights
    where allocation_rule = '{{ var("cost_allocation_rule") }}' and weight > 0
),

-- A month without a channel to spread over leaves its cost where it is.
parted as (
    select
        costs.*,
        case
            when costs.channel <> 'unallocated' then 'direct'
            else coalesce(shares.allocation_rule, 'none')
        end as allocation,
        coalesce(shares.channel, costs.channel) as allocated_channel,
        coalesce(shares.share_rank, 1) as share_rank,
        case
            when shares.share is null then costs.cost
            else {{ rounded('cast(costs.cost as double) * shares.share', 2, 'decimal(18, 6)') }}
        end as part
    from costs
    left join shares on costs.spread_month = shares.cost_month
),

-- What rounding to cents leaves over goes to the largest channel, so that the parts are the whole.
whole as (
    select
        *,
        cast(
            part
            + case when share_rank = 1 then cost - sum(part) over (partition by cost_id) else 0 end
            as decimal(18, 6)
        ) as allocated_cost
    from parted
),

allocated as (
    select
        cost_id,
        cost_source,
        cost_date,
        cost_type,
        department,
        cost_group,
        allocated_channel as channel,
        allocation,
        campaign_id,
        program,
        region,
        industry,
        business_unit,
        product,
        allocated_cost as cost,
        -- A cost is all of a kind or nothing of it.
        {%- for column in columns %}
        case when {{ column }} = 0 then 0 when {{ column }} <> 0 then allocated_cost end as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from whole
)

select * from allocated
