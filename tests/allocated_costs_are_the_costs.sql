-- Cost that is spread over channels adds up, to the cent, to the cost that was to be spread, for
-- each entry and of each kind; and what had a channel keeps it. A failure means that the channels
-- together bear more or less than the company paid.
{%- set kinds = ['cost', 'marketing_cost', 'sales_cost', 'cogs', 'cost_to_serve', 'overhead'] %}
with

costs as (
    select * from {{ ref('fct_costs') }}
),

allocated as (
    select * from {{ ref('fct_allocated_costs') }}
),

parts as (
    select
        cost_id,
        min(channel) as first_channel,
        max(channel) as last_channel,
        {%- for kind in kinds %}
        sum({{ kind }}) as {{ kind }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from allocated
    group by cost_id
),

different as (
    select
        costs.cost_id,
        costs.channel,
        costs.cost,
        parts.cost as allocated_cost
    from costs
    left join parts on costs.cost_id = parts.cost_id
    where
        parts.cost_id is null
        or (
            costs.channel <> 'unallocated'
            and (parts.first_channel <> costs.channel or parts.last_channel <> costs.channel)
        )
        {%- for kind in kinds %}
        or coalesce(costs.{{ kind }}, 0) <> coalesce(parts.{{ kind }}, 0)
        or (costs.{{ kind }} is null) <> (parts.{{ kind }} is null)
        {%- endfor %}
)

select * from different
