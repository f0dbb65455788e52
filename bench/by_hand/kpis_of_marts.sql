-- The same KPIs and periods as in naive/kpis.sql, from the marts.

-- impressions
select date_trunc('{grain}', date_day) as period, sum(impressions) as value from funnel.funnel_daily group by all;

-- ctr
select date_trunc('{grain}', date_day) as period, sum(clicks) / nullif(sum(impressions), 0) as value
from funnel.funnel_daily group by all;

-- traffic
select date_trunc('{grain}', date_day) as period, sum(sessions) as value from funnel.funnel_daily group by all;

-- visitors
select date_trunc('{grain}', session_date) as period, count(distinct visitor_key) as value from core.fct_sessions group by all;

-- leads
select date_trunc('{grain}', date_day) as period, sum(leads) as value from funnel.funnel_daily group by all;

-- lead_to_mql_rate
select date_trunc('{grain}', lead_date) as period, count(mql_date) / count(*) as value from core.fct_leads group by all;

-- lead_to_sql_days
select date_trunc('{grain}', lead_date) as period, median(lead_to_sql_days) as value from core.fct_leads group by all;

-- new_customers
select date_trunc('{grain}', date_day) as period, sum(new_customers) as value from funnel.funnel_daily group by all;

-- repeat_buyers
select date_trunc('{grain}', date_day) as period, sum(repeat_buyers) as value from funnel.funnel_daily group by all;

-- revenue
select date_trunc('{grain}', date_day) as period, sum(revenue) as value from funnel.funnel_daily group by all;

-- first_touch
select date_trunc('{grain}', conversion_date) as period, channel, sum(credit) as value
from attribution.attribution_credits
where attribution_model = 'first_touch' and conversion_type = 'lead' and entity = 'people'
group by all;

-- last_touch
select date_trunc('{grain}', conversion_date) as period, channel, sum(credit) as value
from attribution.attribution_credits
where attribution_model = 'last_touch' and conversion_type = 'lead' and entity = 'people'
group by all;
