with

lines as (
    select * from {{ ref('int_paid_spans') }} where stands_for_one_before or adds_to_one_before
),

-- A product that was given back meanwhile was there before, and one that was added need not have stayed.
products as (
    select
        subscription_id,
        product,
        sum(case when stands_for_one_before then mrr else 0 end) as mrr,
        greatest(sum(case when stands_for_one_before then mrr else -mrr end), 0) as mrr_before
    from lines
    group by subscription_id, product
),

-- A tenth is what the calendar and the price list leave of nothing.
bills as (
    select
        subscription_id,
        cast(sum(mrr_before) as double) / cast(sum(mrr) as double) as share
    from products
    group by subscription_id
    having sum(mrr) > 0 and sum(mrr_before) * 10 > sum(mrr)
)

select * from bills
