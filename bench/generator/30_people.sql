-- Companies, visitors and the people among them who become leads.

-- CRM users: the head of sales, a manager a region, and reps by region. A rep owns companies, and
-- with them their leads and deals.
set variable reps = 8 * getvariable('width');
create macro user_id_of(_n) as salesforce_id('005', 10 + _n);
create macro rep_of(_region, _key) as user_id_of(5 + pick('rep:' || _key, getvariable('reps'))
    + getvariable('reps') * case _region when 'EMEA' then 0 when 'North America' then 1 else 2 end);

-- A company's region follows from its number: five of ten in EMEA, four in North America, one in
-- APAC. Numbers above `companies` are customers from before the CRM.
set variable blocks = (select greatest(1, round(56 * getvariable('scale')))::bigint);
set variable companies = (select 10 * getvariable('blocks'));
set variable old_customers = (select greatest(1, round(34 * getvariable('scale')))::bigint);

create table company as
with numbered as (
    select
        cid,
        case when cid % 10 < 5 then 'EMEA' when cid % 10 < 9 then 'North America' else 'APAC' end
            as region,
        -- Steps through the 29 x 23 x 13 names without repeating one.
        (cid * 4561) % 8671 as name_n,
        if(cid > 8671, ' ' || (cid // 8671 + 1), '') as name_suffix,
        round(12 * exp(7.2 * pow(u('size:' || cid), 1.6)))::bigint as employees
    from range(1, 1 + getvariable('companies') + getvariable('old_customers')) as r(cid)
),
named as (
    select
        *,
        getvariable('stems')[1 + name_n % 29] || getvariable('endings')[1 + (name_n // 29) % 23]
            as first_word,
        getvariable('trades')[1 + name_n // 667] as trade,
        getvariable('industries')[1 + name_n // 667] as industry,
        case region
            when 'EMEA' then choose('country:' || cid, ['Germany', 'Germany', 'Germany', 'Germany',
                'Germany', 'United Kingdom', 'United Kingdom', 'United Kingdom', 'United Kingdom',
                'France', 'France', 'Netherlands', 'Netherlands', 'Spain', 'Italy', 'Austria',
                'Switzerland'])
            when 'North America' then choose('country:' || cid, ['United States', 'United States',
                'United States', 'United States', 'Canada'])
            else choose('country:' || cid, ['Australia', 'Australia', 'Singapore', 'Japan',
                'India'])
        end as country
    from numbered
)
select
    cid,
    cid > getvariable('companies') as is_old_customer,
    region,
    country,
    first_word || ' ' || trade || name_suffix as name,
    lower(first_word || trade || trim(name_suffix)) || '.example' as domain,
    rep_of(region, cid) as owner_id,
    pick('first:' || cid, 41) as first_name_n,
    pick('last:' || cid, 37) as last_name_n,
    industry,
    employees,
    round(employees * (90000 + pick('revenue:' || cid, 160000)), -4)::bigint as annual_revenue,
    case
        when country = 'United Kingdom' then 'GBP'
        when country = 'Japan' then 'JPY'
        -- Half of the Swiss pay in francs, for which there is no exchange rate.
        when country = 'Switzerland' and u('francs:' || cid) < 0.5 then 'CHF'
        when region = 'EMEA' then 'EUR'
        else 'USD'
    end as currency
from named;

-- A new visitor: three of four ad clicks arrive, and so do people no one paid for. Numbers of
-- paid visitors follow from their ad row; those of the others lie above them.
create table visitor as
with paid as (
    select
        4096 * r.n + unnest(range(r.clicks)) as vid,
        r.source,
        r.region,
        r.day,
        r.campaign_id,
        r.ad_id,
        r.keyword,
        lower(r.device) as device
    from ad_row as r
    where r.clicks > 0 and r.source <> 'lead_gen_form'
),
unpaid as (
    select 1000000000000 + i as vid, bits('unpaid:' || i) as draw
    from range((860 * getvariable('scale'))::bigint) as r(i)
),
unpaid_placed as (
    select
        u.vid,
        one_of(slice(draw, 0), ['organic_search', 'organic_search', 'organic_search',
            'organic_search', 'organic_search', 'direct', 'direct', 'direct', 'referral',
            'organic_social']) as source,
        one_of(slice(draw, 1), ['EMEA', 'EMEA', 'EMEA', 'EMEA', 'EMEA', 'North America',
            'North America', 'North America', 'North America', 'APAC']) as region,
        s.day,
        one_of(slice(draw, 2), ['desktop', 'desktop', 'desktop', 'mobile']) as device
    from unpaid as u
    inner join day_slot as s on s.slot = floor(8192 * slice(draw, 3))::integer
),
arrived as (
    select * from paid where u('arrives:' || vid) < 0.76
    union all by name
    select * from unpaid_placed
),
-- The form is filled in the first, second or third session, some days apart.
drawn as (
    select
        a.*,
        a.day + to_seconds(office_second(a.region, a.vid)) as arrived_at,
        bits('visitor:' || a.vid) as draw,
        slice(draw, 5) < sr.visit_to_lead as wants
    from arrived as a
    inner join source_rate as sr on a.source = sr.source
),
planned as (
    select
        *,
        case when not wants then null when slice(draw, 0) < 0.55 then 1
            when slice(draw, 0) < 0.85 then 2 else 3 end as lead_session,
        arrived_at + days(1 + 11 * slice(draw, 1)) as second_at,
        arrived_at + days(13 + 16 * slice(draw, 2)) as third_at
    from drawn
)
select
    *,
    case lead_session when 1 then arrived_at when 2 then second_at when 3 then third_at end
        + to_seconds((90 + 240 * slice(draw, 3))::bigint) as form_at
from planned;

-- Leads without a visit: events, lists, calls, partners, and the forms inside LinkedIn.
create table lead_seed as
with offline as (
    select
        'offline-' || i as key,
        choose('source:offline-' || i, ['trade_show', 'trade_show', 'trade_show', 'trade_show',
            'trade_show', 'webinar', 'webinar', 'webinar', 'webinar', 'partner', 'partner',
            'customer_referral', 'customer_referral', 'purchased_list', 'purchased_list',
            'purchased_list', 'cold_call', 'cold_call', 'cold_call', 'syndication', 'syndication'])
            as source,
        choose('region:offline-' || i, ['EMEA', 'EMEA', 'EMEA', 'EMEA', 'EMEA', 'North America',
            'North America', 'North America', 'North America', 'APAC']) as region,
        s.day
    from range((700 * getvariable('scale'))::bigint) as r(i)
    inner join day_slot as s on s.slot = pick('day:offline-' || i, 8192)
),
dated as (
    select
        o.key,
        o.source,
        o.region,
        m.id as crm_campaign_id,
        -- Events and webinars bring their leads while they run, the others whenever.
        if(o.source in ('trade_show', 'webinar') and m.id is not null,
            least(m.starts + pick('event:' || o.key, m.ends - m.starts + 1)::integer,
                getvariable('last_day')),
            o.day) as day
    from offline as o
    left join crm_campaign_of_month as m
        on m.source = o.source
        and m.month_start = date_trunc('month', o.day)
        and m.lead_region = o.region
),
forms as (
    select
        r.key || '-' || unnest(range(r.form_leads)) as key,
        r.source,
        r.region,
        r.campaign_id,
        r.day
    from ad_row as r
    where r.form_leads > 0
)
select
    key,
    null::bigint as vid,
    null as client_id,
    source,
    region,
    null as campaign_id,
    crm_campaign_id,
    day + to_seconds(office_second(region, key)) as lead_at
from dated
union all
select
    f.key,
    null,
    null,
    f.source,
    f.region,
    f.campaign_id,
    m.id,
    f.day + to_seconds(office_second(f.region, f.key))
from forms as f
left join crm_campaign_of_month as m
    on m.source = f.source
    and m.month_start = date_trunc('month', f.day)
    and m.lead_region = f.region
union all
select
    'visitor-' || v.vid,
    v.vid,
    cookie(v.vid, v.arrived_at),
    v.source,
    v.region,
    v.campaign_id,
    m.id,
    v.form_at + to_seconds((2 + 18 * slice(v.draw, 6))::bigint)
from visitor as v
left join crm_campaign_of_month as m
    on m.source = v.source
    and m.month_start = date_trunc('month', v.form_at)
    and m.lead_region = v.region
where v.form_at < getvariable('data_end') - interval 1 minute;

-- The person behind each lead. Companies come into the market one after another, so the people of
-- one company appear within a few months of each other.
create table person as
with placed as (
    select
        s.*,
        10 * least(getvariable('blocks') - 1, greatest(0, floor(getvariable('blocks')
            * (c.share_before + 0.10 * (u('wave:' || key) - 0.5)))))::bigint
            + case s.region
                when 'EMEA' then pick('company:' || key, 5)
                when 'North America' then 5 + pick('company:' || key, 4)
                else 9
            end as place
    from lead_seed as s
    inner join calendar as c on c.day = s.lead_at::date
),
numbered as (
    select
        row_number() over (order by lead_at, key) as pid,
        -- Place 0 is company 10, so that a company's number modulo ten is its region.
        if(place % 10 = 0, place + 10, place) as cid,
        *
    from placed
),
ranked as (
    select *, row_number() over (partition by cid order by pid) as nth
    from numbered
),
named as (
    select
        r.*,
        bits('who:' || pid) as who,
        getvariable('first_names')[1 + (c.first_name_n + 7 * nth) % 41] as first_name,
        getvariable('last_names')[1 + (c.last_name_n + 5 * nth + nth // 41) % 37] as last_name,
        one_of(slice(who, 0), getvariable('job_titles')) as title,
        slice(who, 1) < 0.05 as uses_free_mail,
        c.domain,
        c.name as company,
        c.owner_id,
        c.industry,
        c.employees,
        c.annual_revenue,
        c.country,
        sr.lead_to_mql,
        sr.mql_to_sql,
        sr.sql_to_won,
        sr.lead_source
    from ranked as r
    inner join company as c on r.cid = c.cid
    inner join source_rate as sr on r.source = sr.source
),
-- Fit moves the odds: larger companies and planning heads up, students down.
judged as (
    select
        *,
        lead_to_mql * if(employees >= 150, 1.12, 0.88)
            * case when title in ('Student', 'Consultant') then 0.35
                when title is null then 0.8
                when title[1:2] in ('VP', 'He', 'Di') then 1.2 else 1 end as mql_odds,
        bits('outcome:' || pid) as draw
    from named
),
outcome as (
    select
        *,
        slice(draw, 0) < mql_odds and slice(draw, 1) < mql_to_sql as is_sql,
        slice(draw, 0) < mql_odds as is_mql
    from judged
),
-- full: every stage; the others are what real CRM histories hold beside it.
pathed as (
    select
        *,
        case
            when is_sql and slice(draw, 2) < 0.80 then 'full'
            when is_sql and slice(draw, 2) < 0.90 then 'skips_mql'
            when is_sql and slice(draw, 2) < 0.95 then 'skips_all'
            when is_sql then 'late_mql'
            when is_mql then 'mql_only'
            when slice(draw, 2) < 0.25 then 'unqualified'
            when slice(draw, 2) < 0.58 then 'nurture'
            when slice(draw, 2) < 0.80 then 'working'
            else 'untouched'
        end as path,
        lead_at + case
            when slice(draw, 3) < 0.30 then to_seconds((120 + 3000 * slice(draw, 4))::bigint)
            when slice(draw, 3) < 0.75 then to_seconds((3600 + 90000 * slice(draw, 4))::bigint)
            else days(1 + 6 * slice(draw, 4))
        end as working_at
    from outcome
),
staged as (
    select
        *,
        case
            when path in ('full', 'mql_only')
                then working_at + days(0.05 + 16 * slice(draw, 5) * slice(draw, 6))
            when path = 'late_mql' then working_at + days(6.5 + 3 * slice(draw, 6))
        end as mql_at
    from pathed
),
accepted as (
    select
        *,
        case path
            when 'full' then mql_at + days(0.5 + 14 * slice(draw, 7))
            when 'skips_mql' then working_at + days(0.5 + 9 * slice(draw, 7))
            when 'late_mql' then working_at + days(0.5 + 5 * slice(draw, 7))
        end as accepted_at
    from staged
)
select
    * exclude (key, place, uses_free_mail, lead_to_mql, mql_to_sql, mql_odds, domain),
    case
        when path = 'skips_all' then lead_at + days(0.2 + 3 * slice(draw, 7))
        when is_sql then greatest(accepted_at, coalesce(mql_at, accepted_at))
            + days(0.3 + 7 * slice(who, 2))
    end as qualified_at,
    -- One in twelve accepted leads is turned down after all.
    is_sql and (path = 'skips_all' or slice(who, 3) >= 0.08) as is_qualified,
    salesforce_id('00Q', 5000 + pid) as lead_id,
    lower(first_name || '.' || last_name || if(nth > 37, nth::varchar, '')) || case
        when uses_free_mail
            then '.' || hex_id('mail' || pid, 4) || '@'
                || one_of(slice(who, 4), ['gmail.com', 'outlook.com', 'gmx.de', 'yahoo.com'])
        else '@' || domain
    end as email
from accepted;

-- Whoever is qualified before the data end is converted to a contact.
create table converted as
select
    pid,
    cid,
    qualified_at,
    5000 + pid as contact_n,
    salesforce_id('003', 5000 + pid) as contact_id,
    row_number() over (partition by cid order by qualified_at, pid) as nth_of_company
from person
where is_qualified and qualified_at < getvariable('data_end');

drop table lead_seed;
