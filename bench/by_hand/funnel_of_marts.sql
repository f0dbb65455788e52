-- The funnel by month and channel from the facts, each read for what it counts.
with

ads as (
    select report_date, channel, impressions, clicks from core.fct_ad_performance
),

sessions as (
    select session_date, channel from core.fct_sessions
),

leads as (
    select lead_date, mql_date, sql_date, channel from core.fct_leads
),

customers as (
    select acquired_date, channel from funnel.fct_account_funnel
),

purchases as (
    select purchase_date, purchase_number, channel from core.fct_purchases
),

margins as (
    select margin_date, channel, revenue from core.fct_margins
),

-- By day first, as the facts are dated: a month is taken of what is left.
parts as (
    select report_date as day, channel, 'impressions' as measure, sum(impressions) as value from ads group by all
    union all
    select report_date, channel, 'clicks', sum(clicks) from ads group by all
    union all
    select session_date, channel, 'sessions', count(*) from sessions group by all
    union all
    select lead_date, channel, 'leads', count(*) from leads group by all
    union all
    select mql_date, channel, 'mqls', count(*) from leads group by all
    union all
    select sql_date, channel, 'sqls', count(*) from leads group by all
    union all
    select acquired_date, channel, 'new_customers', count(*) from customers group by all
    union all
    select purchase_date, channel, 'repeat_buyers', count_if(purchase_number = 2) from purchases group by all
    union all
    select margin_date, channel, 'revenue', sum(revenue) from margins group by all
)

select
    cast(date_trunc('month', day) as date) as month,
    channel,
    coalesce(sum(value) filter (where measure = 'impressions'), 0) as impressions,
    coalesce(sum(value) filter (where measure = 'clicks'), 0) as clicks,
    coalesce(sum(value) filter (where measure = 'sessions'), 0) as sessions,
    coalesce(sum(value) filter (where measure = 'leads'), 0) as leads,
    coalesce(sum(value) filter (where measure = 'mqls'), 0) as mqls,
    coalesce(sum(value) filter (where measure = 'sqls'), 0) as sqls,
    coalesce(sum(value) filter (where measure = 'new_customers'), 0) as new_customers,
    coalesce(sum(value) filter (where measure = 'repeat_buyers'), 0) as repeat_buyers,
    coalesce(sum(value) filter (where measure = 'revenue'), 0) as revenue
from parts
where day is not null
group by all
