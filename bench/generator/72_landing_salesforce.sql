-- Salesforce as it lands. Every table takes its clean rows, gives them a random rank, and plants
-- its dirt by rank.

create schema salesforce;

-- Users: the head of sales, a manager a region, and reps by region.
set variable reps = 8 * getvariable('width');
create macro user_id_of(n) as salesforce_id('005', 10 + n);
create macro rep_of(region, key) as user_id_of(5 + pick('rep:' || key, getvariable('reps'))
    + getvariable('reps') * case region when 'EMEA' then 0 when 'North America' then 1 else 2 end);

-- People write their country as they like.
create macro spelled(country, key) as if(u('spells country:' || key) < 0.12,
    case country when 'United States' then 'USA' when 'United Kingdom' then 'UK'
        when 'Germany' then 'Deutschland' else country end, country);

create table salesforce.user as
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
create table salesforce.account as
with clean as (
    select
        account_id as id,
        name,
        if(is_customer, 'Customer', 'Prospect') as type,
        industry,
        if(u('size known:' || cid) < 0.9, employees, null) as number_of_employees,
        if(u('size known:' || cid) < 0.8, annual_revenue::decimal(18, 2), null) as annual_revenue,
        country as billing_country,
        case
            when u('website:' || cid) < 0.06 then null
            else choose('website form:' || cid, ['https://www.', 'http://www.', 'https://', 'www.', ''])
                || domain
                || choose('website path:' || cid, ['', '', '/', '/en/home', '/index.html?ref=crm'])
        end as website,
        null::varchar as parent_id,
        rep_of(region, 'account:' || cid) as owner_id,
        null::varchar as master_record_id,
        false as is_deleted,
        date_trunc('second', created_at) as created_date,
        getvariable('last_sync') as _fivetran_synced,
        cid
    from crm_account
    where created_at < getvariable('data_end')
),
ranked as (
    select *, row_number() over (order by u('dirt:account' || cid), cid) as r from clean
),
parented as (
    select * replace (
        if(among(r, 41, 52), lag(id) over (order by r), null) as parent_id,
        if(among(r, 61, 61) and type = 'Prospect', true, is_deleted) as is_deleted
    )
    from ranked
),
copies as (
    select
        * replace (
            salesforce_id('001', 700000000 + cid) as id,
            name || ' GmbH' as name,
            'Prospect' as type,
            created_date + interval 9 day as created_date,
            -- Ranks 1 to 4 were merged into the original, 5 lost to a copy that was merged itself,
            -- 6 and 7 still stand beside it under the same website.
            if(among(r, 6, 7), null, id) as master_record_id,
            among(r, 1, 5) as is_deleted,
            'https://www.' || (select domain from company as c where c.cid = parented.cid) as website
        )
    from parented
    where among(r, 1, 7)
),
chained as (
    select * replace (salesforce_id('001', 800000000 + cid) as id, id as master_record_id)
    from copies
    where among(r, 5, 5)
)
select * exclude (r, cid) from (
    select * replace (
        if(among(r, 6, 7), 'https://' || (select domain from company as c where c.cid = parented.cid),
            website) as website)
    from parented
    union all
    select * from copies
    union all
    select * from chained
);

-- Contacts. Dirt: merged (one chain), a test record.
create table salesforce.contact as
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
        rep_of(c.region, 'account:' || c.cid) as owner_id,
        if(c.user_from < getvariable('data_end'), c.user_id, null) as user_id_c,
        if(u('client id:' || c.contact_id) < 0.5, cookie('v' || v.vid, v.arrived_at), null)
            as ga_client_id_c,
        null::varchar as master_record_id,
        false as is_deleted,
        date_trunc('second', c.created_at) as created_date,
        date_trunc('second', c.created_at) + interval 3 hour as last_modified_date,
        getvariable('last_sync') as _fivetran_synced,
        row_number() over (order by u('dirt:' || c.contact_id), c.contact_id) as r
    from crm_contact as c
    left join person as p on c.pid = p.pid
    left join visitor as v on p.vid = v.vid
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

-- The path of each lead's status, as far as it has come.
create table lead_version as
with steps as (
    select pid, 'Open - Not Contacted' as status, lead_at as moment from person
    union all
    select pid, 'Working', working_at from person where path not in ('skips_mql', 'skips_all', 'untouched')
    union all
    select pid, 'Marketing Qualified', mql_at from person where mql_at is not null
    union all
    select pid, 'Sales Accepted', accepted_at from person where accepted_at is not null
    union all
    select pid, if(is_qualified, 'Qualified', 'Unqualified'), qualified_at
    from person where qualified_at is not null
    union all
    select pid, 'Unqualified', working_at + days(1 + 9 * u('closed:' || pid))
    from person where path = 'unqualified'
    union all
    select pid, 'Nurture', working_at + days(2 + 20 * u('closed:' || pid))
    from person where path = 'nurture'
    union all
    select pid, if(u('after mql:' || pid) < 0.6, 'Nurture', 'Unqualified'),
        mql_at + days(15 + 45 * u('closed:' || pid))
    from person where path = 'mql_only' and u('stays mql:' || pid) < 0.75
)
select pid, status, date_trunc('second', moment) as moment
from steps
where moment < getvariable('data_end');

-- Records beside each person's first: second form fills that made a lead of their own, tests.
create table extra_lead as
with doubles as (
    select
        pid,
        started_at + interval 165 second as created_at,
        row_number() over (order by u('dirt:double' || key), key) as r
    from known_visit
    where fills_form
    qualify row_number() over (partition by pid order by started_at, key) = 1
),
tests as (
    select pid, lead_at + interval 1 hour as created_at, r
    from (select *, row_number() over (order by u('dirt:test' || pid), pid) as r from person)
    where among(r, 1, 7)
)
-- Ranks 1 to 8 were merged into the first lead, 9 to 11 as the second link of a chain.
select
    pid,
    'double' as kind,
    salesforce_id('00Q', 600000000 + pid) as id,
    if(among(r, 1, 11), salesforce_id('00Q', 5000 + pid), null) as master_record_id,
    created_at,
    r
from doubles
where among(r, 1, 45)
union all
select
    pid,
    'chained',
    salesforce_id('00Q', 700000000 + pid),
    salesforce_id('00Q', 600000000 + pid),
    created_at - interval 1 day,
    r
from doubles
where among(r, 9, 11)
union all
select pid, 'test', salesforce_id('00Q', 800000000 + pid), null, created_at, r
from tests;

-- Leads. Dirt beside the extra records: no source, no email, deleted, superseded, a missing id.
create table salesforce.lead as
with status_now as (
    select pid, max_by(status, moment) as status, max(moment) as changed_at from lead_version group by pid
),
first_lead as (
    select
        p.pid,
        'first' as kind,
        p.lead_id as id,
        null::varchar as master_record_id,
        p.lead_at as created_at,
        row_number() over (order by p.source not in ('purchased_list', 'cold_call'),
            u('dirt:lead' || p.pid), p.pid) as r,
        row_number() over (order by c.pid is not null, p.path <> 'untouched',
            u('deleted:' || p.pid), p.pid) as deleted_r
    from person as p
    left join converted as c on p.pid = c.pid
),
records as (
    select * from first_lead
    union all by name
    select *, null as deleted_r from extra_lead
),
described as (
    select
        r.kind,
        r.r,
        r.id,
        case
            when r.kind = 'first' and among(r.r, 1, 5) then null
            when r.kind = 'test' then if(r.r % 3 = 0, 'test@harrowfen.example',
                concat('qa', r.r, '@example.com'))
            when r.kind in ('double', 'chained') then choose('spelling:' || r.id,
                [upper(p.email), ' ' || p.email || ' ', upper(p.email[1]) || p.email[2:], p.email])
            else p.email
        end as email,
        if(r.kind = 'first', s.status, 'Open - Not Contacted') as status,
        case
            when r.kind = 'first' and (among(r.r, 1, 5) or u('no source:' || p.pid) < 0.08) then null
            when r.kind <> 'first' then 'Website'
            when p.source in ('paid_search', 'paid_brand', 'display', 'performance_max', 'linkedin',
                'facebook') and u('plain source:' || p.pid) < 0.4 then 'Website'
            when p.vid is not null and form_of(w.path, v.key) = 'webinar_registration' then 'Webinar'
            else p.lead_source
        end as lead_source,
        if(r.kind = 'test', 'Test Company', p.company) as company,
        p.title,
        p.first_name,
        p.last_name,
        concat('+1 555 01', lpad(pick('lead phone:' || p.pid, 100)::varchar, 2, '0')) as phone,
        if(u('firmographics:' || p.pid) < 0.85, p.industry, null) as industry,
        if(u('firmographics:' || p.pid) < 0.80, p.employees, null) as number_of_employees,
        if(u('firmographics:' || p.pid) < 0.60, p.annual_revenue::decimal(18, 2), null)
            as annual_revenue,
        spelled(p.country, r.id) as country,
        rep_of(p.region, 'account:' || p.cid) as owner_id,
        r.kind = 'first' and c.pid is not null as is_converted,
        if(r.kind = 'first', c.qualified_at::date, null) as converted_date,
        if(r.kind = 'first', c.contact_id, null) as converted_contact_id,
        if(r.kind = 'first', a.account_id, null) as converted_account_id,
        if(r.kind = 'first', d.opportunity_id, null) as converted_opportunity_id,
        -- One form in twelve loses the tags.
        if(r.kind = 'first' and u('keeps tags:' || p.pid) < 0.92, w.utm_source, null) as utm_source_c,
        if(r.kind = 'first' and u('keeps tags:' || p.pid) < 0.92, w.utm_medium, null) as utm_medium_c,
        if(r.kind = 'first' and u('keeps tags:' || p.pid) < 0.92, w.utm_campaign, null)
            as utm_campaign_c,
        if(r.kind = 'first' and u('keeps tags:' || p.pid) < 0.92, w.utm_term, null) as utm_term_c,
        if(r.kind = 'first' and u('keeps tags:' || p.pid) < 0.92, w.utm_content, null)
            as utm_content_c,
        if(r.kind = 'first' and u('keeps tags:' || p.pid) < 0.92, w.gclid, null) as gclid_c,
        case
            when r.kind in ('test', 'chained') then null
            when k.pid is not null then (select any_value(user_pseudo_id) from session
                where session.key = concat('kiosk-', p.pid))
            when p.vid is not null and u('client id:' || p.pid) < 0.96
                then cookie('v' || v.vid, v.arrived_at)
        end as ga_client_id_c,
        r.master_record_id,
        r.master_record_id is not null or coalesce(among(r.deleted_r, 1, 6), false) as is_deleted,
        date_trunc('second', r.created_at) as created_date,
        if(r.kind = 'first', s.changed_at, date_trunc('second', r.created_at)) as last_modified_date
    from records as r
    inner join person as p on r.pid = p.pid
    left join status_now as s on r.pid = s.pid
    left join converted as c on r.pid = c.pid
    left join crm_account as a on c.cid = a.cid
    left join deal as d on r.pid = d.pid
    left join visitor as v on p.vid = v.vid
    left join visitor_source as w on p.vid = w.vid
    left join kiosk_lead as k on r.pid = k.pid
),
complete as (
    select *, getvariable('last_sync') as _fivetran_synced from described
)
select * exclude (kind, r) from complete
union all by name
select * exclude (kind, r) replace (
    'Open - Not Contacted' as status,
    false as is_converted,
    null as converted_date,
    null as converted_contact_id,
    null as converted_account_id,
    null as converted_opportunity_id,
    created_date as last_modified_date,
    created_date + interval 6 hour as _fivetran_synced
)
from complete
where kind = 'first' and among(r, 611, 618)
union all by name
select * exclude (kind, r) replace (null as id, null as ga_client_id_c)
from complete
where kind = 'first' and among(r, 21, 21);

create table salesforce.lead_history as
with versions as (
    select p.lead_id as id, v.status, v.moment, p.region, p.cid
    from lead_version as v
    inner join person as p on v.pid = p.pid
    union all
    select l.id, 'Open - Not Contacted', l.created_date, p.region, p.cid
    from extra_lead as e
    inner join salesforce.lead as l on e.id = l.id
    inner join person as p on e.pid = p.pid
),
dated as (
    select
        *,
        lead(moment) over (partition by id order by moment, status) as next_at
    from versions
)
select
    d.id,
    d.status,
    rep_of(d.region, 'account:' || d.cid) as owner_id,
    coalesce(l.is_deleted and d.next_at is null, false) as is_deleted,
    d.next_at is null as _fivetran_active,
    d.moment as _fivetran_start,
    coalesce(d.next_at - interval 1 second, timestamp '9999-12-31 23:59:59') as _fivetran_end,
    synced_after(d.moment) as _fivetran_synced
from dated as d
left join (select id, bool_or(is_deleted) as is_deleted from salesforce.lead group by id) as l
    on d.id = l.id;

-- Deals. Dirt: no account, no amount, deleted, superseded.
create table salesforce.opportunity as
with now as (
    select did, max_by(close_date, stage_n) as close_date, max(valid_from) as changed_at
    from deal_version
    group by did
),
clean as (
    select
        d.opportunity_id as id,
        a.account_id,
        if(u('campaign known:' || d.key) < 0.6, d.crm_campaign_id, null) as campaign_id,
        rep_of(d.region, 'account:' || d.cid) as owner_id,
        concat(d.company, ' - ', lower(d.type)) as name,
        d.type,
        d.lead_source,
        d.stage as stage_name,
        d.amount,
        d.currency as currency_iso_code,
        case d.stage when 'Discovery' then 10 when 'Qualification' then 25 when 'Proposal' then 50
            when 'Negotiation' then 75 when 'Closed Won' then 100 else 0 end::decimal(18, 2)
            as probability,
        d.is_closed,
        d.is_won,
        false as is_deleted,
        if(d.is_closed, n.close_date, greatest(n.close_date, getvariable('last_day') + 10))
            as close_date,
        date_trunc('second', d.opened_at) as created_date,
        date_trunc('second', n.changed_at) as last_modified_date,
        getvariable('last_sync') as _fivetran_synced,
        row_number() over (order by d.is_won, u('dirt:' || d.key), d.did) as r
    from deal as d
    inner join now as n on d.did = n.did
    left join crm_account as a on d.cid = a.cid
),
altered as (
    select * replace (
        if(among(r, 1, 3) or (is_won and type = 'Renewal' and r = (select max(r) from clean
            where is_won and type = 'Renewal')), null, account_id) as account_id,
        if(among(r, 11, 14), null, amount) as amount,
        among(r, 21, 22) as is_deleted
    )
    from clean
)
select * exclude (r) from altered
union all by name
select * exclude (r) replace (
    'Discovery' as stage_name,
    10 as probability,
    false as is_closed,
    false as is_won,
    created_date as last_modified_date,
    created_date + interval 6 hour as _fivetran_synced
)
from altered
where among(r, 31, 34);

create table salesforce.opportunity_history as
select
    v.opportunity_id as id,
    v.stage as stage_name,
    v.amount,
    o.is_deleted and lead(v.valid_from) over w is null as is_deleted,
    v.close_date,
    lead(v.valid_from) over w is null as _fivetran_active,
    date_trunc('second', v.valid_from) as _fivetran_start,
    coalesce(date_trunc('second', lead(v.valid_from) over w) - interval 1 second,
        timestamp '9999-12-31 23:59:59') as _fivetran_end,
    synced_after(v.valid_from) as _fivetran_synced
from deal_version as v
inner join (select id, bool_or(is_deleted) as is_deleted from salesforce.opportunity group by id) as o
    on v.opportunity_id = o.id
window w as (partition by v.did order by v.stage_n);

-- Dirt: a role without its contact, deleted roles.
create table salesforce.opportunity_contact_role as
with ranked as (
    select *, row_number() over (order by u('dirt:' || id), id) as r from deal_contact
)
select
    id,
    opportunity_id,
    if(among(r, 1, 1), null, contact_id) as contact_id,
    role,
    n = 1 as is_primary,
    among(r, 2, 4) as is_deleted,
    date_trunc('second', added_at) as created_date,
    getvariable('last_sync') as _fivetran_synced
from ranked;

-- Dirt: a test campaign that was deleted.
create table salesforce.campaign as
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
-- and the nurture lists, which few answer.
create table salesforce.campaign_member as
with memberships as (
    select
        pid,
        crm_campaign_id as campaign_id,
        lead_at as moment,
        true as responded,
        case when source = 'webinar' then 'Attended' when source = 'trade_show' then 'Visited booth'
            else 'Responded' end as status
    from person
    where crm_campaign_id is not null
    union all
    select p.pid, g.id, p.lead_at, true, 'Downloaded'
    from person as p
    inner join visitor as v on p.vid = v.vid
    inner join visitor_source as w on p.vid = w.vid
    inner join crm_campaign as g on g.source = 'guide' and p.lead_at >= g.starts
    where form_of(w.path, v.key) = 'guide_download'
    union all
    select k.pid, m.id, k.started_at, true, 'Registered'
    from known_visit as k
    inner join crm_campaign_of_month as m
        on m.source = 'webinar'
        and m.month_start = date_trunc('month', k.started_at)
        and m.lead_region = k.region
    where k.fills_form
    union all
    select p.pid, c.id, p.lead_at + days(2 + 20 * u(concat('list:', p.pid, c.n))),
        u(concat('answers:', p.pid, c.n)) < 0.2, 'Sent'
    from person as p
    inner join crm_campaign as c on c.source = 'email' and p.lead_at >= c.starts
    where u(concat('listed:', p.pid, c.n)) < 0.17
),
first_membership as (
    select pid, campaign_id, min(moment) as moment, bool_or(responded) as responded, min_by(status, moment) as status
    from memberships
    group by pid, campaign_id
),
numbered as (
    select
        m.*,
        row_number() over (order by m.moment, m.pid, m.campaign_id) as n,
        p.lead_id,
        -- After the conversion the contact is the member.
        if(c.qualified_at < m.moment, c.contact_id, null) as contact_id
    from first_membership as m
    inner join person as p on m.pid = p.pid
    left join converted as c on m.pid = c.pid
    where m.moment < getvariable('data_end')
),
ranked as (
    select *, row_number() over (order by u('dirt:member' || n), n) as r from numbered
)
select
    salesforce_id('00v', 20000 + n) as id,
    campaign_id,
    if(contact_id is null, lead_id, null) as lead_id,
    contact_id,
    status,
    responded as has_responded,
    among(r, 1, 3) as is_deleted,
    if(responded, if(status = 'Sent', moment + interval 30 hour, moment)::date, null) as first_responded_date,
    date_trunc('second', moment) as created_date,
    getvariable('last_sync') as _fivetran_synced
from ranked;

-- Sales activities: the first answer to a lead, follow-ups, and the work on deals.
create table salesforce.task as
with answers as (
    select
        concat('answer-', pid) as key,
        lead_id as who_id,
        null::varchar as what_id,
        null::varchar as account_id,
        region,
        cid,
        coalesce(if(path = 'skips_mql', accepted_at - interval 2 hour, null), working_at) as moment,
        'Answer request' as subject
    from person
    where path not in ('untouched', 'skips_all') and (path <> 'skips_mql' or accepted_at is not null)
        and u('logged:' || pid) < 0.88
),
follow_ups as (
    select
        concat('follow-', pid) as key,
        lead_id as who_id,
        null as what_id,
        null as account_id,
        region,
        cid,
        working_at + days(1 + 6 * u('follow:' || pid)) as moment,
        'Follow up' as subject
    from person
    where path not in ('untouched', 'skips_all', 'skips_mql') and u('followed:' || pid) < 0.35
),
deal_work as (
    select
        concat('deal-', d.did, '-', step) as key,
        c.contact_id as who_id,
        d.opportunity_id as what_id,
        a.account_id,
        d.region,
        d.cid,
        d.opened_at + (least(d.closes_at, getvariable('data_end') + interval 12 day) - d.opened_at)
            * ((step + u(concat('step:', d.did, step))) / 3) as moment,
        ['Discovery call', 'Product demo', 'Send quote'][step + 1] as subject
    from deal as d
    inner join crm_account as a on d.cid = a.cid
    left join deal_contact as c on d.did = c.did and c.n = 1
    cross join range(3) as r(step)
    where u(concat('worked:', d.did, step)) < 0.8
),
all_tasks as (
    select * from answers
    union all
    select * from follow_ups
    union all
    select * from deal_work
),
ranked as (
    select
        *,
        row_number() over (order by moment, key) as n,
        row_number() over (order by u('dirt:' || key), key) as r,
        moment < getvariable('data_end') as is_done
    from all_tasks
)
select
    salesforce_id('00T', 30000 + n) as id,
    who_id,
    what_id,
    account_id,
    rep_of(region, 'account:' || cid) as owner_id,
    if(subject in ('Discovery call', 'Product demo') or u('call:' || key) < 0.45, 'Call', 'Email')
        as type,
    if(subject in ('Discovery call', 'Product demo') or u('call:' || key) < 0.45, 'Call', 'Email')
        as task_subtype,
    subject,
    if(is_done, 'Completed', 'Not Started') as status,
    is_done as is_closed,
    among(r, 1, 3) as is_deleted,
    moment::date as activity_date,
    if(is_done, date_trunc('second', moment), null) as completed_date_time,
    least(date_trunc('second', moment), getvariable('data_end') - interval 1 day) as created_date,
    getvariable('last_sync') as _fivetran_synced
from ranked
where is_done or subject <> 'Answer request';
