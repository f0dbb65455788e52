-- A cost is marketing's, sales', cost of goods, cost to serve, overhead or none of them, never two:
-- the kinds may be added up to the whole. A failure means that returns subtract a cost twice.
with

costs as (
    select * from {{ ref('fct_costs') }}
),

broken as (
    select *
    from costs
    where
        marketing_cost + sales_cost + cogs + cost_to_serve + overhead
        <> case when cost_group = 'other' then 0 else cost end
)

select * from broken
