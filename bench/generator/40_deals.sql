-- Accounts, deals and the contacts on them.

-- A company's first converted person opens a deal, mostly; sales sells to companies that never
-- became a lead; and in the demo two deals were won before their company's first lead.
create table first_deal as
with people_of_company as (
    select cid, min(lead_at) as first_lead_at from person group by cid
),
from_leads as (
    select
        c.cid,
        c.pid,
        c.qualified_at + interval 5 second as opened_at,
        p.source,
        p.lead_source,
        p.crm_campaign_id,
        p.sql_to_won,
        'lead' as origin
    from converted as c
    inner join person as p on c.pid = p.pid
    where c.nth_of_company = 1 and u('opens a deal:' || c.cid) < 0.93
),
from_sales as (
    select
        m.cid,
        null as pid,
        -- Sales had a pipeline before the window begins.
        s.day - 100 + to_seconds(office_second(m.region, 'sales:' || m.cid)) as opened_at,
        null as source,
        if(u('sales source:' || m.cid) < 0.4, 'Cold Call', null) as lead_source,
        null as crm_campaign_id,
        0.40 as sql_to_won,
        'sales' as origin
    from company as m
    inner join day_slot as s on s.slot = pick('sales day:' || m.cid, 8192)
    left join people_of_company as p on m.cid = p.cid
    where not m.is_old_customer and p.cid is null and u('sold by sales:' || m.cid) < 0.45
),
-- Won before the first touch: companies whose first lead comes late and converts nobody.
too_early as (
    select
        p.cid,
        null as pid,
        p.first_lead_at - interval 110 day as opened_at,
        null as source,
        null as lead_source,
        null as crm_campaign_id,
        1.0 as sql_to_won,
        'sales' as origin
    from people_of_company as p
    where p.first_lead_at > timestamp '2025-02-01'
        and p.cid not in (select cid from converted)
    qualify row_number() over (order by u('too early:' || p.cid), p.cid)
        <= 2 * getvariable('scale')
)
select * from from_leads
union all
select * from from_sales
union all
select * from too_early;

-- Dollars for one unit, to size a deal in its own currency; the daily rates are a config seed.
create macro dollars(_currency) as case _currency
    when 'EUR' then 1.09 when 'GBP' then 1.28 when 'JPY' then 0.0067 when 'CHF' then 1.13 else 1.0
end;
create macro in_currency(_usd, _currency) as case _currency
    when 'JPY' then round(_usd / dollars(_currency), -4)
    else round(_usd / dollars(_currency), -2)
end::decimal(18, 2);

create table deal as
with first_deals as (
    select
        f.*,
        'New Business' as type,
        c.region,
        c.currency,
        c.name as company,
        c.owner_id,
        concat('deal:', f.cid) as key,
        -- A year's subscription in dollars.
        (1900 + 118 * pow(least(c.employees, 9000), 0.60)
            * (0.7 + 0.6 * u('amount:' || f.cid))) as usd,
        if(f.sql_to_won = 1.0, 1.0,
            least(0.9, f.sql_to_won * 0.88 * if(c.employees >= 150, 1.1, 0.9))) as odds,
        if(f.sql_to_won = 1.0, 45, 74 * exp(0.42 * bell('cycle:' || f.cid))) as cycle
    from first_deal as f
    inner join company as c on f.cid = c.cid
),
first_closed as (
    select
        *,
        u('won:' || key) < odds as will_win,
        opened_at + days(cycle * if(u('won:' || key) < odds, 1, 0.8)) as closes_at
    from first_deals
    where opened_at + days(cycle * 0.8) >= getvariable('first_day')
),
-- Customers buy again: more seats some months later, and a renewal when the year is over.
later_kind as (
    select * from (values
        ('Expansion', 0.30, 70, 330, 34, 0.72),
        ('Renewal', 0.45, 325, 10, 38, 0.88)
    ) as t(type, share, after_days, spread, cycle, odds)
),
customers as (
    select cid, region, currency, company, owner_id, lead_source, usd, closes_at
    from first_closed
    where will_win and closes_at < getvariable('data_end')
    union all
    select
        cid,
        region,
        currency,
        name,
        owner_id,
        null,
        1900 + 118 * pow(least(employees, 9000), 0.60) * (0.7 + 0.6 * u('amount:' || cid)),
        getvariable('first_day') - days(300 * u('bought:' || cid))
    from company
    where is_old_customer
),
later_deals as (
    select
        c.cid,
        c.region,
        c.currency,
        c.company,
        c.owner_id,
        c.lead_source,
        'customer' as origin,
        k.type,
        concat(lower(k.type), ':', c.cid) as key,
        if(k.type = 'Renewal', c.usd, c.usd * (0.2 + 0.4 * u('expansion:' || c.cid))) as usd,
        k.odds,
        c.closes_at + days(k.after_days + k.spread * u('again:' || k.type || c.cid)) as opened_at,
        k.cycle * exp(0.3 * bell('cycle:' || k.type || c.cid)) as cycle
    from customers as c
    cross join later_kind as k
    where u('buys again:' || k.type || c.cid) < k.share
),
all_deals as (
    select * from first_closed
    union all by name
    select
        *,
        u('won:' || key) < odds as will_win,
        opened_at + days(cycle) as closes_at
    from later_deals
    where opened_at between getvariable('first_day') and getvariable('data_end')
),
numbered as (
    select
        row_number() over (order by opened_at, key) as did,
        *,
        closes_at < getvariable('data_end') as is_closed,
        -- A lost deal ends after its first, second, third or fourth stage.
        if(will_win, 4, 1 + pick('lost after:' || key, 4)) as last_open_stage
    from all_deals
)
select
    *,
    is_closed and will_win as is_won,
    in_currency(usd, currency) as amount,
    salesforce_id('006', 2000 + did) as opportunity_id
from numbered;

-- The stages a deal went through, with the amount as it stood.
create table deal_version as
with stages as (
    select * from (values
        (1, 'Discovery', 0.0), (2, 'Qualification', 0.15), (3, 'Proposal', 0.42),
        (4, 'Negotiation', 0.72), (5, 'Closed', 1.0)
    ) as t(stage_n, stage, share)
)
select
    d.did,
    d.opportunity_id,
    s.stage_n,
    if(s.stage_n = 5, if(d.will_win, 'Closed Won', 'Closed Lost'), s.stage) as stage,
    if(s.stage_n = 5, d.closes_at,
        d.opened_at + (d.closes_at - d.opened_at) * s.share) as valid_from,
    case
        when s.stage_n = 1 and u('no amount:' || d.key) < 0.08 then null
        when s.stage_n <= 2
            then in_currency(d.usd * (0.75 + 0.5 * u(concat('guess:', s.stage_n, d.key))),
                d.currency)
        when s.stage_n = 3 then in_currency(d.usd * 1.1, d.currency)
        else d.amount
    end as amount,
    -- The forecast slips until the deal is closed.
    if(s.stage_n = 5, d.closes_at, d.closes_at - days(12 - 3 * s.stage_n))::date as close_date
from deal as d
cross join stages as s
where (s.stage_n <= d.last_open_stage or s.stage_n = 5)
    and if(s.stage_n = 5, d.closes_at, d.opened_at + (d.closes_at - d.opened_at) * s.share)
        < getvariable('data_end');

-- An account exists for whoever was converted, sold to, a customer before, or on a target list.
create table crm_account as
with events as (
    select cid, qualified_at as moment from converted
    union all
    select cid, opened_at - interval 1 minute from deal
    union all
    select cid, timestamp '2024-05-06 08:00:00' + days(40 * u('import:' || cid))
    from company
    where is_old_customer or u('target account:' || cid) < 0.62
)
select
    c.*,
    e.created_at,
    salesforce_id('001', 3000 + c.cid) as account_id,
    w.cid is not null or c.is_old_customer as is_customer,
    w.first_won_at
from company as c
inner join (select cid, min(moment) as created_at from events group by cid) as e on c.cid = e.cid
left join (select cid, min(closes_at) as first_won_at from deal where is_won group by cid) as w
    on c.cid = w.cid;

-- Contacts: the converted, the colleagues sales brings into a deal, and the old customers' people.
create table crm_contact as
with colleagues as (
    select
        cid,
        opened_at,
        unnest(range(choose('colleagues:' || cid, [0, 0, 0, 1, 1, 1, 2, 4])
            + if(origin = 'sales', 1, 0))) as n
    from deal
    where type = 'New Business'
),
colleague_rows as (
    select
        null::bigint as pid,
        cid,
        n,
        opened_at + days(0.1 + 25 * u(concat('joins:', cid, '-', n))) as created_at
    from colleagues
    union all
    select null, cid, 0, created_at + interval 1 hour
    from crm_account
    where is_old_customer
),
colleague_contacts as (
    select
        r.pid,
        r.cid,
        r.created_at,
        500000000 + r.cid * 10 + r.n as contact_n,
        getvariable('first_names')[1 + (c.first_name_n + 7 * r.n + 3) % 41] as first_name,
        getvariable('last_names')[1 + (c.last_name_n + 5 * r.n + 11) % 37] as last_name,
        choose(concat('title:', r.cid, '-', r.n), getvariable('job_titles')) as title,
        null as lead_source,
        c.domain
    from colleague_rows as r
    inner join company as c on r.cid = c.cid
    where r.created_at < getvariable('data_end')
),
everyone as (
    select
        v.pid,
        v.cid,
        v.qualified_at as created_at,
        v.contact_n,
        p.first_name,
        p.last_name,
        p.title,
        p.lead_source,
        p.email,
        p.client_id
    from converted as v
    inner join person as p on v.pid = p.pid
    union all by name
    select
        * exclude (domain),
        lower(first_name || '.' || last_name) || '.c' || contact_n % 10 || '@' || domain as email
    from colleague_contacts
),
ordered as (
    select
        *,
        salesforce_id('003', contact_n) as contact_id,
        row_number() over (partition by cid order by created_at, contact_n) as nth
    from everyone
)
select
    o.*,
    a.account_id,
    a.owner_id,
    a.country,
    -- The first two people of a customer get a login.
    if(a.is_customer and o.nth <= 2, 'u_' || hex_id('user:' || o.contact_n, 10), null) as user_id,
    greatest(o.created_at, coalesce(a.first_won_at, o.created_at)) + interval 1 day as user_from
from ordered as o
inner join crm_account as a on o.cid = a.cid;

-- Up to six contacts on a deal; most join as it opens, some later, a few after it closed.
create table deal_contact as
with candidates as (
    select
        d.did,
        d.opportunity_id,
        d.opened_at,
        d.closes_at,
        d.is_closed,
        d.type,
        c.contact_id,
        c.created_at,
        c.nth,
        c.pid = d.pid as is_opener
    from deal as d
    inner join crm_contact as c on d.cid = c.cid
    where c.created_at < d.closes_at + interval 20 day
        and u('no contacts:' || d.key) >= 0.07
        and u(concat('on deal:', d.did, c.contact_id)) < if(d.type = 'New Business', 0.94, 0.55)
),
ranked as (
    select
        *,
        row_number() over (partition by did order by coalesce(is_opener, false) desc, nth) as n
    from candidates
),
dated as (
    select
        *,
        case
            when is_closed and u(concat('late:', did, contact_id)) < 0.05
                then closes_at + days(1 + 9 * u(concat('later:', did, contact_id)))
            when n = 1 then greatest(opened_at, created_at)
            else greatest(opened_at, created_at)
                + days(14 * u(concat('added:', did, contact_id)))
        end as added_at
    from ranked
    where n <= 6
)
select
    *,
    salesforce_id('00K', 8 * did + n) as id,
    choose(concat('role:', did, contact_id), ['Decision Maker', 'Economic Buyer', 'Evaluator',
        'Business User', 'Technical Buyer', 'Influencer']) as role
from dated
where added_at < getvariable('data_end');
