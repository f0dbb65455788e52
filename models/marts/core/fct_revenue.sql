with

purchases as (
    select * from {{ ref('fct_purchases') }}
),

lines as (
    select * from {{ ref('fct_invoice_lines') }}
),

owners as (
    select * from {{ ref('int_account_owners') }}
),

products as (
    select
        account_id,
        invoice_date,
        product,
        sum(revenue) as revenue
    from lines
    group by account_id, invoice_date, product
),

of_products as (
    select
        purchases.purchase_id,
        products.product,
        products.revenue
    from purchases
    inner join products
        on purchases.account_id = products.account_id and purchases.purchase_date = products.invoice_date
    where purchases.purchase_source = 'billing'
),

ranked as (
    select
        *,
        row_number() over (partition by purchase_id order by abs(revenue) desc, product) as place
    from of_products
),

rests as (
    select
        purchases.purchase_id,
        purchases.revenue - coalesce(sum(ranked.revenue), 0) as revenue,
        max(case when ranked.place = 1 then ranked.product end) as largest_product
    from purchases
    left join ranked on purchases.purchase_id = ranked.purchase_id
    group by purchases.purchase_id, purchases.revenue
),

-- What no line tells the product of stands by itself, so that products add up to the purchase; what is less than half a
-- cent was only rounded.
parts as (
    select * from of_products

    union all

    select
        purchase_id,
        case when abs(revenue) < 0.005 then coalesce(largest_product, '(none)') else '(none)' end as product,
        revenue
    from rests
),

sold as (
    select
        purchase_id,
        product,
        sum(revenue) as revenue
    from parts
    group by purchase_id, product
    having sum(revenue) <> 0
),

facts as (
    select
        sold.purchase_id,
        purchases.account_id,
        purchases.purchase_date,
        purchases.channel,
        purchases.campaign_id,
        purchases.program,
        purchases.region,
        purchases.industry,
        purchases.company_size,
        coalesce(owners.business_unit, 'Unknown') as business_unit,
        sold.product,
        cast(sold.revenue as decimal(28, 6)) as revenue
    from sold
    inner join purchases on sold.purchase_id = purchases.purchase_id
    left join owners on purchases.account_id = owners.account_id
)

select * from facts
