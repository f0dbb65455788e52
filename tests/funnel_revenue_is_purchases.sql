-- The revenue of the funnel is the money of the purchases on each day, and so in total. A failure
-- means that revenue by channel, campaign or region no longer adds up to the revenue that finance
-- sees.
with

funnel as (
    select * from {{ ref('funnel_daily') }}
),

purchases as (
    select * from {{ ref('fct_purchases') }}
),

compared as (
    select
        date_day,
        revenue as of_funnel,
        0 as of_purchases
    from funnel

    union all

    select
        purchase_date as date_day,
        0 as of_funnel,
        revenue as of_purchases
    from purchases
),

different as (
    select
        date_day,
        sum(of_funnel) as of_funnel,
        sum(of_purchases) as of_purchases
    from compared
    group by date_day
    having coalesce(sum(of_funnel), 0) <> coalesce(sum(of_purchases), 0)
)

select * from different
