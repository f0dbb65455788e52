with

spans as (
    select * from {{ ref('int_mrr_spans') }}
),

billing_span as (
    select * from {{ ref('int_billing_span') }}
),

edges as (
    select account_id, product, start_date as change_date, mrr as mrr_change, observed_from_date from spans
    union all
    select account_id, product, end_date as change_date, -mrr as mrr_change, observed_from_date from spans
),

-- What ends after the last day that bills tell of has not ended. A renewal at the same price ends and begins on one
-- day: no change.
changes as (
    select
        edges.account_id,
        edges.product,
        edges.change_date,
        edges.observed_from_date,
        cast(sum(edges.mrr_change) as decimal(28, 6)) as mrr_change
    from edges
    inner join billing_span on edges.change_date <= billing_span.known_until_date
    group by edges.account_id, edges.product, edges.change_date, edges.observed_from_date
    having sum(edges.mrr_change) <> 0
)

select * from changes
