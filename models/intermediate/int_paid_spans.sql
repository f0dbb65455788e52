with

lines as (
    select * from {{ ref('int_recurring_lines') }}
),

subscriptions as (
    select
        subscription_id,
        {{ is_over() }} as is_over,
        {{ reporting_date('started_at') }} as started_date,
        {{ reporting_date('ended_at') }} as ended_date
    from {{ ref('int_subscriptions') }}
    where not is_test
),

billing_span as (
    select * from {{ ref('int_billing_span') }}
),

takeovers as (
    select * from {{ ref('int_takeovers') }}
),

marks as (
    select
        subscription_id,
        period_start_date as mark_date,
        case when not is_proration then period_start_date end as start_date,
        true as is_start
    from lines
    union all
    select subscription_id, period_end_date as mark_date, null as start_date, false as is_start from lines
),

-- Of each end, when the next bill of the subscription takes over. A part of a period does so only where it follows at
-- once, as where the day of the bills is moved; else something was added.
followed as (
    select distinct
        subscription_id,
        mark_date,
        least(
            case when bool_or(is_start) over (partition by subscription_id, mark_date) then mark_date end,
            min(start_date) over (
                partition by subscription_id
                order by mark_date
                range between current row and unbounded following
            )
        ) as next_start_date,
        min(start_date) over (partition by subscription_id) as first_start_date
    from marks
),

joined as (
    select
        lines.*,
        followed.next_start_date,
        subscriptions.ended_date,
        billing_span.observed_from_date,
        billing_span.eve_date,
        takeovers.taken_over_date,
        subscriptions.ended_date is null and not coalesce(subscriptions.is_over, false) as is_open,
        -- A subscription that is known to have gone on may miss one bill, one that did not land only be late.
        {{ var('mrr_grace_days') }} + case
            when
                subscriptions.subscription_id is not null
                and coalesce(subscriptions.ended_date >= followed.next_start_date, true)
                then lines.cycle_days
            else 0
        end as allowed_days,
        {{ dbt.datediff('lines.period_end_date', 'followed.next_start_date', 'day') }} as gap_days,
        {{ dbt.datediff('lines.period_end_date', 'billing_span.known_until_date', 'day') }} as open_days,
        lines.is_proration and lines.period_start_date < followed.first_start_date as is_before_first,
        -- Where the landing begins in the middle of a subscription, its first bill stands for the one before, and one
        -- that is known to be older may have missed a bill here, too.
        coalesce(
            lines.period_start_date = followed.first_start_date
            and lines.period_start_date >= billing_span.observed_from_date
            and not lines.is_proration
            and coalesce(subscriptions.started_date < billing_span.observed_from_date, lines.is_renewal)
            and {{ dbt.datediff('billing_span.observed_from_date', 'lines.period_start_date', 'day') }} < lines.days
            + case when subscriptions.started_date < billing_span.observed_from_date then lines.cycle_days else 0 end,
            false
        ) as stands_for_one_before
    from lines
    inner join followed
        on lines.subscription_id = followed.subscription_id and lines.period_end_date = followed.mark_date
    left join subscriptions on lines.subscription_id = subscriptions.subscription_id
    left join takeovers on lines.line_id = takeovers.line_id and lines.invoice_id = takeovers.invoice_id
    cross join billing_span
),

-- A late or missing bill is no lost customer, nor is a new subscription instead of the old; one that is over pays no
-- more, whatever was paid ahead.
spans as (
    select
        line_id, subscription_id, account_id, product,
        invoice_date, period_start_date, period_end_date, days, revenue,
        -- What was credited of a subscription that ended meanwhile was for the days after.
        case
            when kept_share < 1 and ended_date > period_start_date and ended_date < period_end_date
                {%- set days_held = dbt.datediff('period_start_date', 'ended_date', 'day') %}
                {%- set more = 'least(1 / nullif(kept_share, 0), cast(days as double) / ' ~ days_held ~ ')' %}
                then {{ rounded('cast(mrr as double) * ' ~ more, 6, 'decimal(18, 6)') }}
            else mrr
        end as mrr,
        observed_from_date, eve_date,
        case
            when taken_over_date is not null then taken_over_date
            when ended_date <= period_end_date then ended_date
            when gap_days <= allowed_days then next_start_date
            when next_start_date is null and is_open and open_days between 0 and allowed_days - 1
                then cast({{ dbt.dateadd('day', 'allowed_days', 'period_end_date') }} as date)
            else period_end_date
        end as paid_until_date,
        stands_for_one_before,
        coalesce(
            is_before_first and bool_or(stands_for_one_before) over (partition by subscription_id), false
        ) as adds_to_one_before
    from joined
)

select * from spans
