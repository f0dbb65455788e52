-- The movements of MRR up to a day add up to what is paid monthly on that day, and what a period began
-- with, plus what came, less what went, is what it ended with. A failure means that MRR came or went
-- without a movement, so that no growth of it can be explained.
with

spans as (
    select * from {{ ref('int_mrr_spans') }}
),

movements as (
    select * from {{ ref('fct_mrr_movements') }}
),

-- The ends of periods, of a running one the last day that bills tell of.
ends as (
    select
        period_days.grain,
        period_days.period_start,
        period_days.date_day
    from {{ ref('dim_period_days') }} as period_days
    inner join {{ ref('int_billing_span') }} as billing_span on period_days.date_day <= billing_span.known_until_date
    where
        period_days.is_last_day
        or (period_days.date_day = billing_span.known_until_date and not period_days.is_complete)
),

days as (
    select distinct date_day from ends
    where grain = 'month' and date_day >= (select min(movement_date) from movements)
),

paid as (
    select
        days.date_day,
        coalesce(sum(spans.mrr), 0) as mrr
    from days
    left join spans on days.date_day >= spans.start_date and days.date_day < spans.end_date
    group by days.date_day
),

moved as (
    select
        days.date_day,
        coalesce(sum(movements.amount), 0) as mrr
    from days
    left join movements on days.date_day >= movements.movement_date
    group by days.date_day
),

stocks as (
    select
        ends.date_day,
        sum(mrr_periods.mrr_at_end) as mrr
    from {{ ref('mrr_periods') }} as mrr_periods
    inner join ends on mrr_periods.grain = ends.grain and mrr_periods.period_start = ends.period_start
    group by mrr_periods.grain, ends.date_day
),

different as (
    select
        'movements' as what,
        cast(paid.date_day as {{ dbt.type_string() }}) as which
    from paid
    inner join moved on paid.date_day = moved.date_day
    where paid.mrr <> moved.mrr

    union all

    select
        'mrr_periods' as what,
        cast(stocks.date_day as {{ dbt.type_string() }}) as which
    from stocks
    inner join paid on stocks.date_day = paid.date_day
    where stocks.mrr <> paid.mrr

    union all

    select
        'customer_periods' as what,
        grain || ' of ' || cast(period_start as {{ dbt.type_string() }}) as which
    from {{ ref('customer_periods') }}
    where
        mrr_at_start + mrr_new + mrr_expansion - mrr_contraction - mrr_churn + mrr_reactivation <> mrr_at_end
        or mrr_at_start + mrr_expansion - mrr_contraction - mrr_churn <> mrr_retained
        or customers_lost + customers_retained <> customers_at_start
        or customers_lost not between 0 and customers_at_start
)

select * from different
