-- A query a KPI and period: each of these is run for day, week, month, quarter and year ({grain}).

-- impressions
select date_trunc('{grain}', day) as period, sum(impressions) as value from naive.ads group by all;

-- ctr
select date_trunc('{grain}', day) as period, sum(clicks) / nullif(sum(impressions), 0) as value from naive.ads group by all;

-- traffic
select date_trunc('{grain}', happened) as period, count(distinct visit) as value from naive.visits group by all;

-- visitors
select date_trunc('{grain}', happened) as period, count(distinct visitor) as value from naive.visits group by all;

-- leads
select date_trunc('{grain}', lead_at) as period, count(distinct person) as value from naive.reached group by all;

-- lead_to_mql_rate
select date_trunc('{grain}', lead_at) as period,
    count(distinct case when mql_at is not null then person end) / count(distinct person) as value
from naive.reached group by all;

-- lead_to_sql_days
select date_trunc('{grain}', lead_at) as period, median(date_diff('day', lead_at, sql_at)) as value
from naive.reached where sql_at is not null group by all;

-- new_customers
select date_trunc('{grain}', day) as period, count(distinct account) as value from naive.customers group by all;

-- repeat_buyers
select date_trunc('{grain}', day) as period, count(distinct account) as value from naive.repeat_buyers group by all;

-- revenue
select date_trunc('{grain}', day) as period, sum(revenue) as value from naive.bills group by all;

-- first_touch
select date_trunc('{grain}', touches.lead_at) as period, touches.channel, count(distinct touches.person) as value
from naive.touches as touches
left join naive.touches as earlier on touches.person = earlier.person and earlier.happened < touches.happened
where earlier.visit is null
group by all;

-- last_touch
select date_trunc('{grain}', touches.lead_at) as period, touches.channel, count(distinct touches.person) as value
from naive.touches as touches
left join naive.touches as later on touches.person = later.person and later.happened > touches.happened
where later.visit is null
group by all;
