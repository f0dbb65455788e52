-- A customer that a bill covers on the last day that bills tell of, on a subscription that has not ended,
-- is active: its lifetime is censored, not over. A failure means that churn is overstated and lifetime
-- understated, most of all by the youngest customers, whose contracts all end after that day.
with

covered as (
    select
        lines.account_id,
        sum(lines.mrr) as mrr
    from {{ ref('int_recurring_lines') }} as lines
    left join {{ ref('int_subscriptions') }} as subscriptions
        on lines.subscription_id = subscriptions.subscription_id
    cross join {{ ref('int_billing_span') }} as billing_span
    where
        lines.period_start_date <= billing_span.known_until_date
        and lines.period_end_date > billing_span.known_until_date
        and coalesce({{ reporting_date('subscriptions.ended_at') }} > billing_span.known_until_date, true)
    group by lines.account_id
),

customers as (
    select * from {{ ref('fct_customers') }}
),

churned as (
    select
        covered.account_id,
        customers.churned_date
    from covered
    left join customers on covered.account_id = customers.account_id
    where covered.mrr > 0 and customers.is_subscribed is distinct from true
)

select * from churned
