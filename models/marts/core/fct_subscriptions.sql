with

subscriptions as (
    select * from {{ ref('stg_stripe__subscription') }} where _fate = 'kept'
),

customers as (
    select * from {{ ref('int_billing_customers') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

facts as (
    select
        subscriptions.subscription_id,
        accounts.account_id,
        accounts.region,
        accounts.industry,
        subscriptions.status,
        coalesce(subscriptions.started_at, subscriptions.created_at) as started_at,
        subscriptions.current_period_start_at,
        subscriptions.current_period_end_at,
        subscriptions.canceled_at,
        subscriptions.ended_at
    from subscriptions
    left join customers on subscriptions.customer_id = customers.customer_id
    left join accounts on customers.account_id = accounts.account_id
)

select * from facts
