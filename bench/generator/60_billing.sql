-- Subscriptions and invoices of the customers.

-- Who pays: accounts with a won first deal, and the customers from before the CRM.
create table contract as
with customers as (
    select
        d.cid,
        d.closes_at + days(0.5 + 8 * u('signs:' || d.cid)) as started_at,
        d.usd,
        d.currency
    from deal as d
    where d.is_won and d.type = 'New Business'
    union all
    select
        cid,
        timestamp '2022-03-01 09:00:00' + days(800 * u('old since:' || cid)),
        1900 + 118 * pow(least(employees, 9000), 0.60) * (0.7 + 0.6 * u('amount:' || cid)),
        currency
    from company
    where is_old_customer
),
planned as (
    select
        *,
        if(u('interval:' || cid) < 0.48, 1, 12) as months,
        -- A month's chance to leave is 1.6%; yearly customers leave when their year is over.
        floor(ln(1 - u('stays:' || cid)) / ln(1 - 0.016))::bigint as stays_months
    from customers
),
ended as (
    select
        *,
        started_at + to_months(((stays_months // months + 1) * months)::integer) as ends_at
    from planned
    where started_at < getvariable('data_end')
)
select
    row_number() over (order by started_at, cid) as sid,
    *,
    'cus_' || hex_id('customer:' || cid, 14) as customer_id,
    'sub_1' || hex_id('subscription:' || cid, 16) as subscription_id,
    ends_at < getvariable('data_end') as is_ended,
    case currency when 'JPY' then 1 else 100 end as minor_units,
    case when currency = 'EUR' then 0.19 when currency = 'GBP' then 0.20 else 0 end as tax_rate
from ended;

-- What a customer pays a year, over time: the first deal, plus each expansion won since.
-- At most one a customer.
create table expansion as
select
    s.sid,
    d.closes_at + interval 1 day as starts_at,
    d.usd
from contract as s
inner join deal as d on s.cid = d.cid
where d.type = 'Expansion' and d.is_won and d.closes_at + interval 1 day < s.ends_at;

create table invoice_line as
with cycles as (
    select
        s.*,
        unnest(range(0, greatest(0, datediff('month', s.started_at,
            least(s.ends_at, getvariable('data_end')))) + 1, s.months)) as month_n
    from contract as s
),
dated_cycles as (
    select
        c.sid,
        concat('cycle-', c.month_n) as key,
        if(c.month_n = 0, 'subscription_create', 'subscription_cycle') as billing_reason,
        c.started_at + to_months(c.month_n::integer) as created_at,
        c.started_at + to_months(c.month_n::integer) as period_start,
        c.started_at + to_months((c.month_n + c.months)::integer) as period_end,
        (c.usd + if(e.starts_at <= c.started_at + to_months(c.month_n::integer), e.usd, 0))
            * c.months / 12 as usd,
        if(e.starts_at <= c.started_at + to_months(c.month_n::integer), e.usd, 0)
            * c.months / 12 as added_usd
    from cycles as c
    left join expansion as e on c.sid = e.sid
    where c.started_at + to_months(c.month_n::integer) < c.ends_at
),
updates as (
    select
        e.sid,
        'update' as key,
        'subscription_update' as billing_reason,
        e.starts_at as created_at,
        e.starts_at as period_start,
        d.period_end,
        e.usd * datediff('day', e.starts_at, d.period_end) / 365 as usd,
        e.usd * datediff('day', e.starts_at, d.period_end) / 365 as added_usd
    from expansion as e
    inner join dated_cycles as d
        on e.sid = d.sid and e.starts_at > d.period_start and e.starts_at < d.period_end
),
-- Onboarding, billed by hand; now and then on the very day the subscription begins.
manuals as (
    select
        sid,
        'manual' as key,
        'manual' as billing_reason,
        started_at + if(u('same day:' || cid) < 0.5, interval 20 minute, interval 6 day)
            as created_at,
        null::timestamp as period_start,
        null::timestamp as period_end,
        usd * 0.12 as usd,
        0 as added_usd
    from contract
    where u('onboarding:' || cid) < 0.28
),
lines as (
    select * from dated_cycles
    union all
    select * from updates
    union all
    select * from manuals
)
select
    row_number() over (order by l.created_at, l.sid, l.key) as n,
    l.sid,
    l.billing_reason,
    l.created_at,
    l.period_start,
    l.period_end,
    s.customer_id,
    if(l.billing_reason = 'manual', null, s.subscription_id) as subscription_id,
    s.currency,
    s.tax_rate,
    round(l.usd / dollars(s.currency) * s.minor_units)::bigint as subtotal,
    -- What of it the expansion brought.
    round(l.added_usd / dollars(s.currency) * s.minor_units)::bigint as added_subtotal
from lines as l
inner join contract as s on l.sid = s.sid
-- Billing moved to Stripe when the window begins.
where l.created_at >= getvariable('first_day') and l.created_at < getvariable('data_end');

-- What is sold: two editions, an addition to either, and onboarding once.
create table product_sold as
select * from (values
    ('planner', 'Planner', true),
    ('plus', 'Planner Plus', true),
    ('scenarios', 'Scenarios', true),
    ('onboarding', 'Onboarding', false)
) as t(product, name, is_recurring);

create table contract_product as
select
    sid,
    if(u('edition:' || cid) < 0.36, 'plus', 'planner') as edition,
    -- Expansions are more seats, or scenarios beside them.
    if(u('expands by:' || cid) < 0.45, 'scenarios',
        if(u('edition:' || cid) < 0.36, 'plus', 'planner')) as addition
from contract;
