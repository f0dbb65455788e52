with

product_changes as (
    select * from {{ ref('int_product_mrr_changes') }}
),

changes as (
    select * from {{ ref('int_mrr_changes') }}
),

customers as (
    select * from {{ ref('fct_customers') }}
),

facts as (
    select
        md5(
            product_changes.account_id || '|' || product_changes.product || '|'
            || cast(product_changes.change_date as {{ dbt.type_string() }})
        ) as movement_id,
        product_changes.account_id,
        product_changes.product,
        customers.channel,
        customers.region,
        customers.industry,
        customers.company_size,
        product_changes.change_date as movement_date,
        changes.movement_type,
        product_changes.mrr_change as amount
    from product_changes
    inner join changes
        on
            product_changes.account_id = changes.account_id
            and product_changes.change_date = changes.change_date
    inner join customers on product_changes.account_id = customers.account_id
)

select * from facts
