with

lines as (
    select * from {{ ref('int_recurring_lines') }}
),

invoices as (
    select * from {{ ref('int_invoices') }}
),

subscriptions as (
    select * from {{ ref('int_subscriptions') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

observed as (
    select
        min(invoice_date) as observed_from_date,
        cast({{ dbt.dateadd('day', -1, 'min(invoice_date)') }} as date) as eve_date
    from lines
),

-- A draft that nobody paid tells as well that billing landed.
newest as (
    select least(max(invoices.invoice_date), max(data_span.as_of_date)) as last_date
    from invoices
    cross join data_span
),

running as (
    select
        lines.account_id,
        lines.subscription_id,
        max(lines.period_end_date) as paid_until_date
    from lines
    left join subscriptions on lines.subscription_id = subscriptions.subscription_id
    where not coalesce({{ is_over('subscriptions') }} or subscriptions.ended_at is not null, false)
    group by lines.account_id, lines.subscription_id
),

awaited as (
    select
        running.account_id,
        min(running.paid_until_date) as due_date,
        row_number() over (order by min(running.paid_until_date), running.account_id) as place
    from running
    inner join newest on running.paid_until_date > newest.last_date
    group by running.account_id
),

-- That no bill comes from one of many is that customer's affair; from two for longer than a bill may be late, and bills
-- land no longer.
due as (
    select
        case
            when
                count(*) > 2
                and count_if(
                    {{ dbt.datediff('awaited.due_date', 'data_span.as_of_date', 'day') }} > {{ var('mrr_grace_days') }}
                ) < 2
                then min(
                    case when awaited.place > 1 or awaited.due_date > data_span.as_of_date then awaited.due_date end
                )
            else min(awaited.due_date)
        end as due_date
    from awaited
    cross join data_span
),

-- Whose customers all pay by the year has months without a bill: while none is due, none is missing.
span as (
    select
        observed.observed_from_date,
        observed.eve_date,
        case
            when due.due_date is not null
                then cast(least(data_span.as_of_date, {{ dbt.dateadd('day', -1, 'due.due_date') }}) as date)
        end as none_due_until_date,
        cast(least(
            data_span.as_of_date,
            greatest(
                {{ dbt.last_day('newest.last_date', 'month') }},
                coalesce({{ dbt.dateadd('day', -1, 'due.due_date') }}, data_span.as_of_date)
            )
        ) as date) as known_until_date
    from observed
    cross join newest
    cross join due
    cross join data_span
)

select * from span
