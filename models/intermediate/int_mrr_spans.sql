with

billed as (
    select * from {{ ref('int_paid_spans') }}
),

-- Where the landing begins in the middle of a subscription, its first bill stands for the one before.
spans as (
    select
        account_id,
        subscription_id,
        product,
        line_id,
        mrr,
        -- What runs when the landing begins was there the day before.
        greatest(period_start_date, eve_date) as start_date,
        paid_until_date as end_date,
        observed_from_date
    from billed

    union all

    select
        account_id,
        subscription_id,
        product,
        line_id,
        mrr,
        eve_date as start_date,
        period_start_date as end_date,
        observed_from_date
    from billed
    where
        period_start_date = first_start_date
        and period_start_date >= observed_from_date
        and not is_proration
        and is_older
        and {{ dbt.datediff('observed_from_date', 'period_start_date', 'day') }} < days
),

paid as (
    select * from spans where end_date > start_date
)

select * from paid
