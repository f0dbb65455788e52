with

subscriptions as (
    select * from {{ ref('int_subscriptions') }} where not is_test and not is_deleted
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
        subscriptions.started_at,
        subscriptions.current_period_start_at,
        subscriptions.current_period_end_at,
        subscriptions.canceled_at,
        subscriptions.ended_at
    from subscriptions
    left join accounts on subscriptions.account_id = accounts.account_id
)

select * from facts
