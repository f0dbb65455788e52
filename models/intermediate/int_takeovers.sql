with

lines as (
    select * from {{ ref('int_recurring_lines') }}
),

subscriptions as (
    select
        subscription_id,
        {{ reporting_date('started_at') }} as started_date,
        {{ reporting_date('ended_at') }} as ended_date,
        ended_at is null and not coalesce({{ is_over() }}, false) as is_open
    from {{ ref('int_subscriptions') }}
    where not is_test
),

billing_span as (
    select * from {{ ref('int_billing_span') }}
),

dated as (
    select
        lines.line_id,
        lines.invoice_id,
        lines.account_id,
        lines.subscription_id,
        lines.period_start_date,
        lines.is_proration,
        least(lines.period_end_date, coalesce(subscriptions.ended_date, lines.period_end_date)) as end_date,
        coalesce(subscriptions.started_date < billing_span.observed_from_date, lines.is_renewal, false) as is_older,
        coalesce(subscriptions.is_open, false) as is_open,
        min(case when not lines.is_proration then lines.period_start_date end) over (
            partition by lines.subscription_id
        ) as first_start_date
    from lines
    left join subscriptions on lines.subscription_id = subscriptions.subscription_id
    cross join billing_span
),

-- The bill of a subscription that goes on is late, whatever is bought beside it.
ends as (
    select
        account_id,
        subscription_id,
        max(end_date) as last_end_date
    from dated
    where not is_open
    group by account_id, subscription_id
),

-- What is billed at the time on a subscription that ran beside it takes nothing over, nor does one whose first bill
-- came before any landed.
firsts as (
    select
        account_id,
        subscription_id,
        first_start_date as start_date
    from dated
    where not is_proration and period_start_date = first_start_date
    group by account_id, subscription_id, first_start_date
    having not bool_or(is_older)
),

renewed as (
    select
        ends.account_id,
        ends.subscription_id,
        ends.last_end_date,
        min(firsts.start_date) as taken_over_date
    from ends
    inner join firsts
        on
            ends.account_id = firsts.account_id
            and ends.subscription_id <> firsts.subscription_id
            and ends.last_end_date <= firsts.start_date
    where {{ dbt.datediff('ends.last_end_date', 'firsts.start_date', 'day') }} <= {{ var('mrr_grace_days') }}
    group by ends.account_id, ends.subscription_id, ends.last_end_date
),

takeovers as (
    select
        dated.line_id,
        dated.invoice_id,
        renewed.taken_over_date
    from dated
    inner join renewed
        on
            dated.account_id = renewed.account_id
            and dated.subscription_id = renewed.subscription_id
            and dated.end_date = renewed.last_end_date
    where dated.period_start_date < dated.end_date
)

select * from takeovers
