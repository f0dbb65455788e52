with

subscriptions as (
    -- What a deleted one was billed stands, and it ended when it did.
    select * from {{ ref('stg_stripe__subscription') }} where _fate = 'kept' or _fate = 'deleted'
),

customers as (
    select * from {{ ref('int_billing_customers') }}
),

test_customers as (
    select customer_id from {{ ref('stg_stripe__customer') }} where _fate = 'test'
),

resolved as (
    select
        subscriptions.subscription_id,
        customers.account_id,
        subscriptions.status,
        coalesce(subscriptions.started_at, subscriptions.created_at) as started_at,
        subscriptions.current_period_start_at,
        subscriptions.current_period_end_at,
        subscriptions.canceled_at,
        subscriptions.ended_at,
        subscriptions._fate = 'deleted' as is_deleted,
        test_customers.customer_id is not null as is_test
    from subscriptions
    left join customers on subscriptions.customer_id = customers.customer_id
    left join test_customers on subscriptions.customer_id = test_customers.customer_id
)

select * from resolved
