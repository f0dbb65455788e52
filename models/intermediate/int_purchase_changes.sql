with

purchases as (
    select * from {{ ref('int_purchases') }}
),

lines as (
    select * from {{ ref('int_paid_spans') }}
),

bills_before as (
    select * from {{ ref('int_bills_before') }}
),

-- Won deals tell of no time, and of bills there is no money where deals are the purchases.
paid as (
    select
        purchases.account_id,
        purchases.purchase_date,
        purchases.revenue > 0 and lines.revenue > 0 as is_paid_for,
        lines.days,
        lines.revenue,
        -- Where the customer's days begin with the landing, so do the shares; else the first year would lack them.
        case when lines.stands_for_one_before then bills_before.share end as share_before,
        case
            when lines.stands_for_one_before and bills_before.share is not null then lines.observed_from_date
            else greatest(lines.period_start_date, lines.observed_from_date)
        end as start_date,
        lines.period_start_date,
        lines.period_end_date as end_date
    from lines
    inner join purchases
        on lines.account_id = purchases.account_id and lines.invoice_date = purchases.purchase_date
    left join bills_before on lines.subscription_id = bills_before.subscription_id
    where purchases.purchase_source = 'billing'
),

-- A purchase pays for as long as its longest line. Divided by money, a credit would make days of less than none.
counted as (
    select
        *,
        case
            when
                is_paid_for
                and row_number() over (
                    partition by account_id, purchase_date, is_paid_for
                    order by days desc, end_date, start_date
                ) = 1
                then 1
            else 0
        end as purchases,
        cast(cast(purchases as double) / days as decimal(24, 15)) as purchases_a_day,
        cast(cast(revenue as double) / days as decimal(24, 12)) as revenue_a_day,
        cast(cast(revenue as double) / days * coalesce(share_before, 1) as decimal(24, 12)) as revenue_a_day_at_first
    from paid
),

lines_of_purchases as (
    select
        account_id,
        purchase_date,
        sum(purchases) as purchases,
        sum(revenue) as revenue
    from counted
    group by account_id, purchase_date
),

-- Shares are rounded, to digits in which the doubles of all engines agree. What they leave over counts on the first
-- day, so that all sum to the purchase; it is so little that even the averages of that day are right to nine digits.
changes as (
    select
        account_id,
        start_date as change_date,
        purchases_a_day as purchases_change,
        revenue_a_day_at_first as revenue_change,
        cast(purchases - purchases_a_day * cast(days as integer) as decimal(28, 15)) as purchases_once,
        cast(revenue - revenue_a_day * cast(days as integer) as decimal(28, 12)) as revenue_once
    from counted
    where start_date < end_date

    union all

    select
        account_id,
        end_date as change_date,
        -purchases_a_day as purchases_change,
        -revenue_a_day as revenue_change,
        0 as purchases_once,
        0 as revenue_once
    from counted
    where start_date < end_date

    union all

    select
        account_id,
        period_start_date as change_date,
        0 as purchases_change,
        revenue_a_day - revenue_a_day_at_first as revenue_change,
        0 as purchases_once,
        0 as revenue_once
    from counted
    where revenue_a_day <> revenue_a_day_at_first

    union all

    -- What pays for no time: single sales, credits, deals, bills without lines.
    select
        purchases.account_id,
        purchases.purchase_date as change_date,
        0 as purchases_change,
        0 as revenue_change,
        case when purchases.revenue > 0 then 1 else 0 end - coalesce(lines_of_purchases.purchases, 0) as purchases_once,
        cast(purchases.revenue - coalesce(lines_of_purchases.revenue, 0) as decimal(28, 12)) as revenue_once
    from purchases
    left join lines_of_purchases
        on
            purchases.account_id = lines_of_purchases.account_id
            and purchases.purchase_date = lines_of_purchases.purchase_date
),

summed as (
    select
        account_id,
        change_date,
        cast(sum(purchases_change) as decimal(28, 15)) as purchases_change,
        cast(sum(revenue_change) as decimal(28, 12)) as revenue_change,
        cast(sum(purchases_once) as decimal(28, 15)) as purchases_once,
        cast(sum(revenue_once) as decimal(28, 12)) as revenue_once
    from changes
    group by account_id, change_date
)

select * from summed
