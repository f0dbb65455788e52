with

lines as (
    select * from {{ ref('int_recurring_lines') }}
),

subscriptions as (
    select
        subscription_id,
        {{ reporting_date('started_at') }} as started_date,
        {{ reporting_date('ended_at') }} as ended_date,
        ended_at is null and not coalesce({{ is_over() }}, false) as goes_on
    from {{ ref('int_subscriptions') }}
    where not is_test
),

billing_span as (
    select * from {{ ref('int_billing_span') }}
),

dated as (
    select
        lines.account_id,
        lines.subscription_id,
        lines.product,
        lines.mrr,
        lines.period_start_date,
        lines.is_proration,
        least(lines.period_end_date, coalesce(subscriptions.ended_date, lines.period_end_date)) as end_date,
        coalesce(subscriptions.started_date < billing_span.observed_from_date, lines.is_renewal, false) as is_older,
        coalesce(subscriptions.goes_on, false) as goes_on
    from lines
    left join subscriptions on lines.subscription_id = subscriptions.subscription_id
    cross join billing_span
),

bounded as (
    select
        *,
        max(case when period_start_date < end_date then end_date end) over of_subscription as last_end_date,
        min(case when not is_proration then period_start_date end) over of_subscription as first_start_date
    from dated
    window of_subscription as (partition by account_id, subscription_id)
),

-- The bill of a subscription that goes on is late, whatever is bought beside it. What is billed at the time on one that
-- ran beside it takes nothing over, nor does one whose first bill came before any landed.
turns as (
    select
        account_id,
        subscription_id,
        true as is_end,
        last_end_date as turn_date,
        min(product) as product,
        sum(mrr) as mrr
    from bounded
    where not goes_on and end_date = last_end_date and period_start_date < end_date
    group by account_id, subscription_id, last_end_date

    union all

    select
        account_id,
        subscription_id,
        false as is_end,
        first_start_date as turn_date,
        min(product) as product,
        sum(mrr) as mrr
    from bounded
    where not is_proration and period_start_date = first_start_date
    group by account_id, subscription_id, first_start_date
    having not bool_or(is_older)
)

select * from turns
