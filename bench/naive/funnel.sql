-- The funnel by month and channel: a query a stage, joined on the months and channels of all.
create or replace table funnel_monthly as
with

ads as (
    select date_trunc('month', day) as month, channel, sum(impressions) as impressions, sum(clicks) as clicks
    from naive.ads group by all
),

sessions as (
    select date_trunc('month', happened) as month, channel, count(distinct visit) as sessions from naive.visits group by all
),

leads as (
    select date_trunc('month', lead_at) as month, channel, count(distinct person) as leads from naive.reached group by all
),

mqls as (
    select date_trunc('month', mql_at) as month, channel, count(distinct person) as mqls
    from naive.reached where mql_at is not null group by all
),

sqls as (
    select date_trunc('month', sql_at) as month, channel, count(distinct person) as sqls
    from naive.reached where sql_at is not null group by all
),

won_deals as (
    select date_trunc('month', day) as month, channel, count(distinct deal_id) as won_deals from naive.won_deals group by all
),

customers as (
    select date_trunc('month', day) as month, channel, count(distinct account) as customers from naive.customers group by all
),

repeat_buyers as (
    select date_trunc('month', day) as month, channel, count(distinct account) as repeat_buyers
    from naive.repeat_buyers group by all
),

revenue as (
    select date_trunc('month', day) as month, channel, sum(revenue) as revenue from naive.bills group by all
)

select
    cast(month as date) as month,
    channel,
    coalesce(impressions, 0) as impressions,
    coalesce(clicks, 0) as clicks,
    coalesce(sessions, 0) as sessions,
    coalesce(leads, 0) as leads,
    coalesce(mqls, 0) as mqls,
    coalesce(sqls, 0) as sqls,
    coalesce(won_deals, 0) as won_deals,
    coalesce(customers, 0) as customers,
    coalesce(repeat_buyers, 0) as repeat_buyers,
    coalesce(revenue, 0) as revenue
from ads
full join sessions using (month, channel)
full join leads using (month, channel)
full join mqls using (month, channel)
full join sqls using (month, channel)
full join won_deals using (month, channel)
full join customers using (month, channel)
full join repeat_buyers using (month, channel)
full join revenue using (month, channel);
