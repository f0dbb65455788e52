with

billed as (
    select * from {{ ref('int_paid_spans') }}
),

spans as (
    select
        account_id,
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
        product,
        line_id,
        mrr,
        eve_date as start_date,
        period_start_date as end_date,
        observed_from_date
    from billed
    where stands_for_one_before

    union all

    -- What that line adds up to holds what was added meanwhile.
    select
        account_id,
        product,
        line_id,
        -mrr as mrr,
        eve_date as start_date,
        paid_until_date as end_date,
        observed_from_date
    from billed
    where adds_to_one_before
),

paid as (
    select * from spans where end_date > start_date
)

select * from paid
