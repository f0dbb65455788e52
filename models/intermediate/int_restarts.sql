with

lines as (
    select * from {{ ref('int_recurring_lines') }}
),

wholes as (
    select distinct
        subscription_id,
        product,
        period_start_date,
        period_end_date
    from lines
    where not is_proration
),

-- What begins where another period ends goes on, and so does what is billed beside it on days of its own.
begun as (
    select wholes.*
    from wholes
    left join wholes as before
        on
            wholes.subscription_id = before.subscription_id
            and wholes.product = before.product
            and wholes.period_start_date = before.period_end_date
    where before.subscription_id is null
),

restarts as (
    select
        lines.line_id,
        lines.invoice_id,
        min(begun.period_start_date) as restarted_date
    from lines
    inner join begun
        on
            lines.subscription_id = begun.subscription_id
            and lines.product = begun.product
            and lines.period_start_date <= begun.period_start_date
            and lines.period_end_date > begun.period_start_date
            and lines.period_end_date < begun.period_end_date
            and (lines.is_proration or lines.period_start_date < begun.period_start_date)
    left join wholes as later
        on
            lines.subscription_id = later.subscription_id
            and lines.product = later.product
            and lines.period_end_date = later.period_start_date
    where later.subscription_id is null
    group by lines.line_id, lines.invoice_id
)

select * from restarts
