with

sales as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'purchase_date') }} as date) as cost_month
    from {{ ref('fct_revenue') }}
),

costs as (
    select * from {{ ref('fct_costs') }} where cogs is not null
),

pools as (
    select
        cast({{ dbt.date_trunc('month', 'cost_date') }} as date) as cost_month,
        product,
        sum(cogs) as cogs
    from costs
    group by cast({{ dbt.date_trunc('month', 'cost_date') }} as date), product
    having sum(cogs) <> 0
),

-- Before and after the months in which the ledger tells of it, what goods cost is unknown, not nothing.
ledger as (
    select * from {{ ref('int_ledger_span') }}
),

-- Who bought carries the cost: of a product its buyers, of none in particular everybody.
takings as (
    select
        pools.cost_month,
        pools.product,
        pools.cogs,
        sum(sales.revenue) as revenue
    from pools
    inner join sales
        on
            pools.cost_month = sales.cost_month
            and (pools.product = sales.product or pools.product = 'unallocated')
    group by pools.cost_month, pools.product, pools.cogs
    having sum(sales.revenue) > 0
),

carried as (
    select
        sales.purchase_id,
        sales.product,
        takings.cost_month,
        takings.product as cost_product,
        cast(
            cast(sales.revenue as double) * cast(takings.cogs as double) / cast(takings.revenue as double)
            as decimal(18, 6)
        ) as cogs
    from sales
    inner join takings
        on
            sales.cost_month = takings.cost_month
            and (sales.product = takings.product or takings.product = 'unallocated')
),

shares as (
    select
        purchase_id,
        product,
        sum(cogs) as cogs
    from carried
    group by purchase_id, product
),

-- What nobody bought anything of, and what rounding leaves.
uncarried as (
    select
        pools.cost_month,
        pools.product,
        pools.cogs - coalesce(sum(carried.cogs), 0) as cogs
    from pools
    left join carried on pools.cost_month = carried.cost_month and pools.product = carried.cost_product
    group by pools.cost_month, pools.product, pools.cogs
),

margins as (
    select
        sales.purchase_id,
        sales.purchase_date as margin_date,
        sales.channel,
        sales.campaign_id,
        sales.program,
        sales.region,
        sales.industry,
        sales.company_size,
        sales.business_unit,
        sales.product,
        cast(sales.revenue as decimal(28, 6)) as revenue,
        cast(
            case
                when sales.purchase_date between ledger.cogs_from and ledger.cogs_until
                    then coalesce(shares.cogs, 0)
            end as decimal(28, 6)
        ) as cogs
    from sales
    cross join ledger
    left join shares on sales.purchase_id = shares.purchase_id and sales.product = shares.product

    union all

    select
        null, cost_month, 'unallocated', 'unallocated', 'unallocated', 'unallocated', 'unallocated', 'unallocated',
        'unallocated', product, 0, cast(cogs as decimal(28, 6))
    from uncarried
    where cogs <> 0
),

earned as (
    select
        *,
        cast(revenue - cogs as decimal(28, 6)) as gross_margin
    from margins
)

select * from earned
