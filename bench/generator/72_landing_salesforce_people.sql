-- Salesforce as it lands, first part: users, accounts, people and campaigns. Dirt is planted by
-- rank: a small table ranks some rows of each table at random, and what a rank means stands where
-- the table is made.

create schema salesforce;

-- People write their country as they like.
create macro spelled(_country, _key) as if(u('spells country:' || _key) < 0.12,
    case _country when 'United States' then 'USA' when 'United Kingdom' then 'UK'
        when 'Germany' then 'Deutschland' else _country end, _country);

create view salesforce.user as
with numbered as (
    select
        n,
        case when n = 1 then null when n <= 4 then n - 1 else 1 + (n - 5) // getvariable('reps') end
            as region_n
    from range(1, 5 + 3 * getvariable('reps')) as r(n)
),
named as (
    select
        *,
        getvariable('first_names')[1 + (n * 11) % 41] as first_name,
        getvariable('last_names')[1 + (n * 5) % 37] as last_name
    from numbered
)
select
    user_id_of(n) as id,
    if(n = 1, null, if(n <= 4, user_id_of(1), user_id_of(1 + region_n))) as manager_id,
    concat(first_name, ' ', last_name) as name,
    lower(concat(first_name, '.', last_name, n, '@harrowfen.example')) as email,
    coalesce(['EMEA', 'North America', 'APAC'][region_n], 'Corporate') as division,
    ['Europe/Berlin', 'America/New_York', 'Australia/Sydney'][coalesce(region_n, 1)]
        as time_zone_sid_key,
    n % 9 <> 8 as is_active,
    getvariable('last_sync') as _fivetran_synced
from numbered
inner join named using (n, region_n);

-- Accounts. Dirt: merged (one chain), deleted, and two pairs that share a website.
create table account_rank as
select cid, row_number() over (order by u('dirt:account' || cid), cid) as r
from crm_account
where created_at < getvariable('data_end')
qualify r <= 60 * getvariable('scale');

-- A few belong to the account before them in the ranking.
create table account_parent as
select c.cid, salesforce_id('001', 3000 + p.cid) as parent_id
from account_rank as c
inner join account_rank as p on c.r = p.r + 1
where among(c.r, 21, 32);

create view salesforce.account as
with clean as (
    select
        a.account_id as id,
        a.name,
        if(a.is_customer, 'Customer', 'Prospect') as type,
        a.industry,
        if(slice(bits('account:' || a.cid), 0) < 0.9, a.employees, null) as number_of_employees,
        a.country as billing_country,
        case
            -- Ranks 6 and 7: the same company stands here twice.
            when among(k.r, 6, 7) then 'https://' || a.domain
            when slice(bits('account:' || a.cid), 1) >= 0.06
                then choose('prefix:' || a.cid,
                    ['https://www.', 'http://www.', 'https://', 'www.', ''])
                    || a.domain
                    || choose('path:' || a.cid, ['', '', '/', '/en/home', '/index.html?ref=crm'])
        end as website,
        p.parent_id,
        a.owner_id,
        null::varchar as master_record_id,
        coalesce(among(k.r, 41, 42) and not a.is_customer, false) as is_deleted,
        a.created_at as created_date,
        getvariable('last_sync') as _fivetran_synced,
        a.cid,
        a.domain,
        k.r
    from crm_account as a
    left join account_rank as k on a.cid = k.cid
    left join account_parent as p on a.cid = p.cid
    where a.created_at < getvariable('data_end')
),
-- Ranks 1 to 4 were merged into the original, 5 lost to a copy that was merged itself.
copies as (
    select * replace (
        salesforce_id('001', 700000000 + cid) as id,
        name || ' GmbH' as name,
        'Prospect' as type,
        'https://www.' || domain || '/' as website,
        least(created_date + interval 9 day, getvariable('data_end')) as created_date,
        if(among(r, 6, 7), null, id) as master_record_id,
        among(r, 1, 5) as is_deleted
    )
    from clean
    where among(r, 1, 7)
),
chained as (
    select * replace (salesforce_id('001', 800000000 + cid) as id, id as master_record_id)
    from copies
    where among(r, 5, 5)
)
select * exclude (cid, domain, r)
from (
    select * from clean
    union all
    select * from copies
    union all
    select * from chained
);

-- Contacts. Dirt: merged (one chain), a test record.
create table contact_rank as
select contact_id, row_number() over (order by u('dirt:' || contact_id), contact_id) as r
from crm_contact
qualify r <= 11 * getvariable('scale');

create view salesforce.contact as
with clean as (
    select
        c.contact_id as id,
        c.account_id,
        c.email,
        c.title,
        c.first_name,
        c.last_name,
        concat('+1 555 01', lpad(pick('phone:' || c.contact_id, 100)::varchar, 2, '0')) as phone,
        c.lead_source,
        spelled(c.country, c.contact_id) as mailing_country,
        c.owner_id,
        if(c.user_from < getvariable('data_end'), c.user_id, null) as user_id_c,
        if(u('client id:' || c.contact_id) < 0.5, c.client_id, null) as ga_client_id_c,
        null::varchar as master_record_id,
        false as is_deleted,
        c.created_at as created_date,
        c.created_at + interval 3 hour as last_modified_date,
        getvariable('last_sync') as _fivetran_synced,
        k.r
    from crm_contact as c
    left join contact_rank as k on c.contact_id = k.contact_id
),
copies as (
    select * replace (
        '003M' || right(id, 14) as id,
        upper(email) as email,
        null as user_id_c,
        null as ga_client_id_c,
        id as master_record_id,
        true as is_deleted
    )
    from clean
    where among(r, 1, 5)
),
chained as (
    select * replace ('003C' || right(id, 14) as id, id as master_record_id)
    from copies
    where among(r, 5, 5)
),
tests as (
    select * replace (
        '003T' || right(id, 14) as id,
        'test@harrowfen.example' as email,
        null as account_id,
        null as user_id_c,
        null as ga_client_id_c
    )
    from clean
    where among(r, 11, 11)
)
select * exclude (r)
from (
    select * from clean
    union all
    select * from copies
    union all
    select * from chained
    union all
    select * from tests
);

-- Leads. The dirt among the first leads falls on bought lists and cold calls. Ranks 1 to 5 have
-- neither source nor email, 11 a copy without an id, 21 to 28 a superseded copy, 31 to 36 are
-- deleted, and 41 to 47 lend their names to tests.
create table lead_rank as
select pid, row_number() over (order by u('dirt:lead' || pid), pid) as r
from person
where source in ('purchased_list', 'cold_call')
qualify r <= 47 * getvariable('scale');

-- Second form fills that made a lead of their own. Ranks 1 to 8 were merged into the first lead,
-- 9 to 11 are the middle of a chain.
create table double_lead as
with fills as (
    select pid, min(started_at) as started_at from known_visit where fills_form group by pid
)
select
    pid,
    started_at + interval 165 second as created_at,
    row_number() over (order by u('dirt:double' || pid), pid) as r
from fills
qualify r <= 45 * getvariable('scale');

-- Every lead record, with its status path as far as it has come.
create table lead_record as
with first_leads as (
    select
        p.pid,
        'first' as kind,
        p.lead_id as id,
        null as master_record_id,
        p.lead_at as created_at,
        p.owner_id,
        k.r,
        coalesce(among(k.r, 31, 36), false) as is_deleted,
        p.pid as converted_pid,
        -- One form in twelve loses the tags.
        if(slice(p.who, 6) < 0.92, p.vid, null) as tagged_vid,
        list_filter([
            {'status': 'Open - Not Contacted', 'since': p.lead_at},
            {'status': 'Working',
                'since': if(p.path in ('skips_mql', 'skips_all', 'untouched'), null, p.working_at)},
            {'status': if(p.path = 'late_mql', 'Sales Accepted', 'Marketing Qualified'),
                'since': if(p.path = 'late_mql', p.accepted_at, p.mql_at)},
            {'status': if(p.path = 'late_mql', 'Marketing Qualified', 'Sales Accepted'),
                'since': if(p.path = 'late_mql', p.mql_at, p.accepted_at)},
            {'status': case
                    when p.is_qualified then 'Qualified'
                    when p.is_sql or p.path = 'unqualified' then 'Unqualified'
                    when p.path = 'mql_only' and slice(p.draw, 1) > 0.85 then 'Unqualified'
                    else 'Nurture'
                end,
                'since': case
                    when p.is_sql then p.qualified_at
                    when p.path = 'unqualified' then p.working_at + days(1 + 9 * slice(p.draw, 7))
                    when p.path = 'nurture' then p.working_at + days(2 + 20 * slice(p.draw, 7))
                    when p.path = 'mql_only' and slice(p.draw, 2) < 0.75
                        then p.mql_at + days(15 + 45 * slice(p.draw, 7))
                end}
        ], lambda step: step.since < getvariable('data_end')) as steps
    from person as p
    left join lead_rank as k on p.pid = k.pid
),
doubles as (
    select
        d.pid,
        'double' as kind,
        salesforce_id('00Q', 600000000 + d.pid) as id,
        if(among(d.r, 1, 11), salesforce_id('00Q', 5000 + d.pid), null) as master_record_id,
        d.created_at,
        p.owner_id,
        d.r,
        among(d.r, 1, 11) as is_deleted
    from double_lead as d
    inner join person as p on d.pid = p.pid
),
chained as (
    select * replace (
        'chained' as kind,
        salesforce_id('00Q', 700000000 + pid) as id,
        id as master_record_id,
        created_at - interval 1 day as created_at
    )
    from doubles
    where among(r, 9, 11)
),
ranked as (
    select
        k.pid,
        p.lead_id as id,
        null as master_record_id,
        p.lead_at as created_at,
        p.owner_id,
        k.r,
        false as is_deleted
    from lead_rank as k
    inner join person as p on k.pid = p.pid
),
tests as (
    select * replace (
        salesforce_id('00Q', 800000000 + pid) as id,
        created_at + interval 1 hour as created_at
    ), 'test' as kind
    from ranked
    where among(r, 41, 47)
),
copies as (
    select * replace (if(among(r, 11, 11), null, id) as id),
        if(among(r, 11, 11), 'without id', 'superseded') as kind
    from ranked
    where among(r, 11, 11) or among(r, 21, 28)
),
extras as (
    select * from doubles
    union all by name
    select * from chained
    union all by name
    select * from tests
    union all by name
    select * from copies
)
select * from first_leads
union all by name
select *, [{'status': 'Open - Not Contacted', 'since': created_at}] as steps from extras;

create view salesforce.lead as
with described as (
    select
        r.*,
        r.kind in ('first', 'superseded', 'without id') as is_own,
        bits('lead:' || r.pid) as draw,
        p.* exclude (pid, draw, source, owner_id),
        c.contact_id,
        c.cid as converted_cid,
        c.qualified_at as converted_at,
        d.opportunity_id,
        v.* exclude (vid, path),
        v.path as landing_path,
        k.client_id as kiosk_client_id
    from lead_record as r
    inner join person as p on r.pid = p.pid
    left join converted as c on r.converted_pid = c.pid
    left join (select * from deal where pid is not null) as d on r.converted_pid = d.pid
    left join visitor_source as v on r.tagged_vid = v.vid
    left join kiosk_lead as k on r.pid = k.pid
)
select
    id,
    case
        when is_own and among(r, 1, 5) then null
        when is_own then email
        when kind = 'test'
            then if(r % 3 = 0, 'test@harrowfen.example', concat('qa', r, '@example.com'))
        else choose('spelling:' || id, [upper(email), ' ' || email || ' ',
            upper(email[1]) || email[2:], email])
    end as email,
    steps[-1].status as status,
    case
        when not is_own then 'Website'
        when among(r, 1, 5) or slice(draw, 0) < 0.08 then null
        when landing_path like '/webinars%' then 'Webinar'
        when lead_source in ('Google AdWords', 'LinkedIn', 'Facebook') and vid is not null
            and slice(draw, 1) < 0.4 then 'Website'
        else lead_source
    end as lead_source,
    if(kind = 'test', 'Test Company', company) as company,
    title,
    first_name,
    last_name,
    concat('+1 555 01', lpad((floor(100 * slice(draw, 2))::integer)::varchar, 2, '0')) as phone,
    if(slice(draw, 3) < 0.85, industry, null) as industry,
    if(slice(draw, 3) < 0.80, employees, null) as number_of_employees,
    if(slice(draw, 3) < 0.60, annual_revenue::decimal(18, 2), null) as annual_revenue,
    spelled(country, pid) as country,
    owner_id,
    contact_id is not null as is_converted,
    converted_at::date as converted_date,
    contact_id as converted_contact_id,
    if(contact_id is null, null, salesforce_id('001', 3000 + converted_cid))
        as converted_account_id,
    opportunity_id as converted_opportunity_id,
    utm_source as utm_source_c,
    utm_medium as utm_medium_c,
    utm_campaign as utm_campaign_c,
    utm_term as utm_term_c,
    utm_content as utm_content_c,
    gclid as gclid_c,
    case
        when kind in ('test', 'chained', 'without id') then null
        when kiosk_client_id is not null then kiosk_client_id
        when slice(draw, 4) < 0.96 then client_id
    end as ga_client_id_c,
    master_record_id,
    is_deleted,
    created_at as created_date,
    steps[-1].since as last_modified_date,
    if(kind = 'superseded', created_at + interval 6 hour, getvariable('last_sync'))
        as _fivetran_synced
from described;

create view salesforce.lead_history as
with versions as (
    select
        id,
        owner_id,
        is_deleted,
        steps,
        unnest(steps) as step,
        generate_subscripts(steps, 1) as n
    from lead_record
    where kind not in ('superseded', 'without id')
)
select
    id,
    step.status as status,
    owner_id,
    is_deleted and n = len(steps) as is_deleted,
    n = len(steps) as _fivetran_active,
    date_trunc('second', step.since) as last_modified_date,
    date_trunc('second', step.since) as _fivetran_start,
    coalesce(date_trunc('second', steps[n + 1].since) - interval 1 second,
        timestamp '9999-12-31 23:59:59') as _fivetran_end,
    synced_after(step.since) as _fivetran_synced
from versions;

-- Dirt: a test campaign that was deleted.
create view salesforce.campaign as
select
    c.id,
    p.id as parent_id,
    c.name,
    case coalesce(c.program, c.name) when 'Webinars' then 'Webinar' when 'Events' then 'Trade Show'
        when 'Email Nurture' then 'Email' when 'Content' then 'Content' else 'Advertisement' end
        as type,
    if(c.ends < getvariable('last_day'), 'Completed', 'In Progress') as status,
    case c.region when 'EMEA' then 'EUR' else 'USD' end as currency_iso_code,
    if(c.cost > 0, c.cost * 1.1, null)::decimal(18, 2) as budgeted_cost,
    if(c.cost > 0, c.cost, null)::decimal(18, 2) as actual_cost,
    false as is_deleted,
    c.starts as start_date,
    c.ends as end_date,
    c.starts::timestamp - interval 20 day + interval 9 hour as created_date,
    getvariable('last_sync') as _fivetran_synced
from crm_campaign as c
left join crm_campaign as p on c.program = p.name
union all
select
    salesforce_id('701', 99), null, 'TEST do not use', 'Email', 'Planned', 'USD', null, null, true,
    null, null, timestamp '2024-08-01 10:00:00', getvariable('last_sync');

-- Who was in which campaign: the one that brought the lead, the guide, webinars of known people,
-- and the nurture lists, which few answer. Dirt: deleted members.
create view salesforce.campaign_member as
with memberships as (
    select
        pid,
        crm_campaign_id as campaign_id,
        lead_at as since,
        case source when 'webinar' then 'Attended' when 'trade_show' then 'Visited booth'
            else 'Responded' end as status
    from person
    where crm_campaign_id is not null
    union all
    select p.pid, g.id, p.lead_at, 'Downloaded'
    from person as p
    inner join visitor_source as v on p.vid = v.vid
    inner join crm_campaign as g on g.source = 'guide' and p.lead_at >= g.starts
    where v.path like '/guides%'
    union all
    -- One webinar a person, however often they registered.
    select k.pid, m.id, min(k.started_at), 'Registered'
    from known_visit as k
    inner join person as p on k.pid = p.pid and p.source <> 'webinar'
    inner join crm_campaign_of_month as m
        on m.source = 'webinar'
        and m.month_start = date_trunc('month', k.started_at)
        and m.lead_region = k.region
    where k.fills_form
    group by k.pid, m.id
    union all
    select
        p.pid,
        c.id,
        p.lead_at + days(2 + 20 * slice(p.draw, c.n % 8)),
        if(slice(p.draw, (c.n + 3) % 8) < 0.2, 'Clicked', 'Sent')
    from person as p
    inner join crm_campaign as c on c.source = 'email' and p.lead_at >= c.starts
    where u(concat('listed:', p.pid, '-', c.n)) < 0.17
),
identified as (
    select
        m.*,
        64 * m.pid + g.n as member_n,
        salesforce_id('00Q', 5000 + m.pid) as lead_id,
        -- After the conversion the contact is the member.
        if(c.qualified_at < m.since, c.contact_id, null) as contact_id
    from memberships as m
    inner join crm_campaign as g on m.campaign_id = g.id
    left join converted as c on m.pid = c.pid
    where m.since < getvariable('data_end')
)
select
    salesforce_id('00v', member_n) as id,
    campaign_id,
    if(contact_id is null, lead_id, null) as lead_id,
    contact_id,
    status,
    status <> 'Sent' as has_responded,
    u('deleted:' || member_n) < 0.003 as is_deleted,
    case status
        when 'Sent' then null
        when 'Clicked' then since + interval 30 hour
        else since
    end::date as first_responded_date,
    since as created_date,
    getvariable('last_sync') as _fivetran_synced
from identified;
