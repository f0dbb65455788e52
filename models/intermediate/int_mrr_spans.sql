with

billed as (
    select * from {{ ref('int_paid_spans') }}
),

bills_before as (
    select * from {{ ref('int_bills_before') }}
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
        billed.account_id,
        billed.product,
        billed.line_id,
        {{ rounded('cast(billed.mrr as double) * bills_before.share', 6, 'decimal(18, 6)') }} as mrr,
        billed.eve_date as start_date,
        billed.period_start_date as end_date,
        billed.observed_from_date
    from billed
    inner join bills_before on billed.subscription_id = bills_before.subscription_id
    where billed.stands_for_one_before
),

paid as (
    select * from spans where end_date > start_date
)

select * from paid
