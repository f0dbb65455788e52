-- Web sessions and their events.

create macro country_of(region, key) as case region
    when 'EMEA' then choose('land:' || key, ['Germany', 'Germany', 'United Kingdom', 'France',
        'Netherlands', 'Spain'])
    when 'North America' then choose('land:' || key, ['United States', 'United States', 'Canada'])
    else choose('land:' || key, ['Australia', 'Singapore', 'Japan', 'India'])
end;
-- The form of a landing page, or the one a visitor of another page ends up at.
create macro form_of(path, key) as case
    when path = '/demo' then 'demo_request'
    when path = '/pricing' then 'contact_sales'
    when path like '/guides%' then 'guide_download'
    when path like '/webinars%' then 'webinar_registration'
    else choose('form:' || key, ['demo_request', 'demo_request', 'guide_download', 'contact_sales'])
end;
create macro path_of(form) as case form
    when 'demo_request' then '/demo'
    when 'contact_sales' then '/pricing'
    when 'guide_download' then '/guides/state-of-planning'
    when 'webinar_registration' then '/webinars/forecasting-basics'
end;

-- How the visitor came, as the tags in the address tell it.
create table visitor_source as
with named as (
    select
        v.vid,
        v.key,
        v.source,
        v.ad_id,
        v.keyword,
        c.path,
        c.platform,
        if(c.utm_is_id, c.id, n.utm_campaign) as utm_campaign,
        u('tagged:' || v.key) < 0.82 as is_tagged
    from visitor as v
    left join ad_campaign as c on v.campaign_id = c.id
    left join ad_campaign_name as n
        on v.campaign_id = n.id and v.day >= n.named_on and v.day < n.named_until
)
select
    vid,
    case
        when platform = 'google_ads' and is_tagged then 'google'
        when platform = 'linkedin_ads' then 'linkedin'
        when platform = 'facebook_ads' then choose('fb:' || key, ['facebook', 'facebook', 'fb'])
    end as utm_source,
    case
        when platform = 'google_ads' and is_tagged then if(source = 'display', 'display', 'cpc')
        when platform = 'linkedin_ads'
            then choose('li:' || key, ['paid_social', 'paid_social', 'paid_social', 'PaidSocial'])
        when platform = 'facebook_ads' then 'paid_social'
    end as utm_medium,
    if(platform <> 'google_ads' or is_tagged, utm_campaign, null) as utm_campaign,
    if(platform = 'google_ads' and is_tagged, keyword, null) as utm_term,
    if(platform <> 'google_ads' or is_tagged, ad_id, null) as utm_content,
    if(platform = 'google_ads', 'Cj0KCQ' || hex_id('gclid:' || key, 18), null) as gclid,
    case platform
        when 'google_ads' then '?gclid=Cj0KCQ' || hex_id('gclid:' || key, 18)
        when 'linkedin_ads' then '?li_fat_id=' || hex_id('li:' || key, 18)
        when 'facebook_ads' then '?fbclid=IwAR' || hex_id('fb:' || key, 18)
        else ''
    end as query,
    case source
        when 'organic_search' then choose('engine:' || key, ['https://www.google.com/',
            'https://www.google.com/', 'https://www.google.com/', 'https://www.google.com/',
            'https://www.bing.com/', 'https://duckduckgo.com/'])
        when 'referral' then choose('site:' || key, ['https://planningweekly.example/tools',
            'https://softwarepeers.example/forecasting', 'https://partner.caldero.example/',
            'https://chatgpt.com/'])
        when 'organic_social' then choose('network:' || key, ['https://www.linkedin.com/',
            'https://www.linkedin.com/', 'https://l.facebook.com/', 'https://www.youtube.com/'])
    end as referrer,
    coalesce(path, case source
        when 'direct' then choose('page:' || key, ['/', '/', '/', '/demo', '/pricing'])
        when 'referral' then choose('page:' || key, ['/', '/product', '/demo'])
        else choose('page:' || key, ['/', '/product', '/blog/safety-stock', '/blog/mape-explained',
            '/guides/state-of-planning', '/webinars/forecasting-basics', '/demo'])
    end) as path
from named;

-- One trade-show tablet filled the forms of eight people (eight for each unit of scale).
create table kiosk_lead as
select
    pid,
    'kiosk-' || ((row_number() over (order by lead_at, pid) - 1) // 8) as cookie_key
from person
where source = 'trade_show' and lead_at >= timestamp '2025-09-01' and region = 'EMEA'
qualify row_number() over (order by lead_at, pid) <= 8 * greatest(1, floor(getvariable('scale')));

-- Visits of known people after they became a lead. Email clicks carry the id of the record the
-- mail went to; they, and logins, are what ties a second and third cookie to the person.
create table known_visit as
with visits as (
    select
        p.pid,
        p.vid,
        p.lead_id,
        p.lead_at,
        p.region,
        p.country,
        unnest(range(choose('visits:' || p.pid,
            if(p.is_mql, [0, 0, 1, 1, 1, 2], [0, 0, 0, 0, 0, 1])))) as n
    from person as p
),
drawn as (
    select
        *,
        concat('known-', pid, '-', n) as key,
        bits(concat('known-', pid, '-', n)) as draw
    from visits
),
timed as (
    select
        *,
        lead_at + days(1 + 80 * slice(draw, 0)) as started_at,
        vid is null or slice(draw, 1) < 0.5 as is_email,
        -- The cookie of the form, or another browser.
        if(vid is not null and (slice(draw, 1) >= 0.5 or slice(draw, 2) < 0.6),
            concat('v', vid), concat('p', pid, '-', 2 + (slice(draw, 3) < 0.3)::int)) as cookie_key
    from drawn
)
select
    t.key,
    t.cookie_key,
    t.pid,
    t.region,
    t.country,
    t.started_at,
    t.is_email,
    if(c.qualified_at < t.started_at, c.contact_id, t.lead_id) as email_id,
    -- Some fill in a second form: a touch, not a second lead.
    t.vid is not null and slice(t.draw, 4) < 0.22 as fills_form,
    slice(t.draw, 5) < 0.5 as is_direct
from timed as t
left join converted as c on t.pid = c.pid
where t.started_at < getvariable('data_end') - interval 1 hour;

create table session as
with visitor_sessions as (
    select
        v.vid,
        unnest(case
            when v.lead_session = 3 then [1, 2, 3]
            when v.lead_session = 2 then [1, 2]
            when v.lead_session = 1 then [1]
            when slice(v.draw, 4) < 0.03 then [1, 2, 3]
            when slice(v.draw, 4) < 0.14 then [1, 2]
            else [1]
        end) as n
    from visitor as v
),
first_and_return as (
    select
        concat('v', v.vid, '-', s.n) as key,
        concat('v', v.vid) as cookie_key,
        case s.n when 1 then v.arrived_at when 2 then v.second_at else v.third_at end as started_at,
        coalesce(p.country, country_of(v.region, v.key)) as country,
        v.device,
        if(s.n = 1, w.utm_source, null) as utm_source,
        if(s.n = 1, w.utm_medium, null) as utm_medium,
        if(s.n = 1, w.utm_campaign, null) as utm_campaign,
        if(s.n = 1, w.utm_term, null) as utm_term,
        if(s.n = 1, w.utm_content, null) as utm_content,
        if(s.n = 1, w.gclid, null) as gclid,
        if(s.n = 1, w.query, '') as query,
        case
            when s.n = 1 then w.referrer
            when u(concat('back:', v.vid, '-', s.n)) < 0.35 then 'https://www.google.com/'
        end as referrer,
        if(s.n = 1, w.path, choose(concat('back to:', v.vid, '-', s.n),
            ['/', '/product', '/pricing', '/demo'])) as path,
        if(p.pid is not null and s.n = v.lead_session, form_of(w.path, v.key), null) as form_id,
        if(p.pid is not null and s.n = v.lead_session, v.form_at, null) as form_at,
        null as user_id
    from visitor_sessions as s
    inner join visitor as v on s.vid = v.vid
    inner join visitor_source as w on s.vid = w.vid
    left join person as p on v.vid = p.vid
),
known as (
    select
        key,
        cookie_key,
        started_at,
        country,
        choose('device:' || key, ['desktop', 'desktop', 'mobile']) as device,
        if(is_email, 'newsletter', null) as utm_source,
        if(is_email, 'email', null) as utm_medium,
        if(is_email, choose('mail:' || key, ['nurture_planners', 'nurture_planners',
            'nurture_executives', 'newsletter']), null) as utm_campaign,
        null as utm_term,
        null as utm_content,
        null as gclid,
        if(is_email, '?eid=' || email_id, '') as query,
        if(not is_email and not is_direct, 'https://www.google.com/', null) as referrer,
        choose('page:' || key, ['/', '/product', '/pricing', '/blog/safety-stock',
            '/webinars/forecasting-ai', '/customers']) as path,
        if(fills_form, 'webinar_registration', null) as form_id,
        if(fills_form, started_at + interval 150 second, null) as form_at,
        null as user_id
    from known_visit
),
logins as (
    select
        concat('login-', c.contact_id, '-', n) as key,
        -- Customers log in where they filled the form, or on a work computer of their own.
        case
            when p.vid is not null and u(concat('own:', c.contact_id, n)) < 0.5
                then concat('v', p.vid)
            else concat('p', coalesce(c.pid::varchar, c.contact_id), '-',
                2 + (u(concat('other:', c.contact_id, n)) < 0.4)::int)
        end as cookie_key,
        greatest(c.user_from, getvariable('first_day'))
            + (getvariable('data_end') - greatest(c.user_from, getvariable('first_day'))) * u(concat('login:', c.contact_id, n)) as started_at,
        c.country,
        'desktop' as device,
        '' as query,
        '/' as path,
        c.user_id
    from crm_contact as c
    cross join range(3) as r(n)
    left join person as p on c.pid = p.pid
    where c.user_id is not null
        and c.user_from < getvariable('data_end') - interval 7 day
        and u(concat('logs in:', c.contact_id, n)) < 0.30
),
kiosk as (
    select
        concat('kiosk-', p.pid) as key,
        k.cookie_key,
        p.lead_at - interval 125 second as started_at,
        'Germany' as country,
        'tablet' as device,
        '' as query,
        '/demo' as path,
        'event_badge' as form_id,
        p.lead_at - interval 5 second as form_at
    from kiosk_lead as k
    inner join person as p on k.pid = p.pid
),
all_sessions as (
    select * from first_and_return
    union all by name
    select * from known
    union all by name
    select * from logins
    union all by name
    select * from kiosk
),
numbered as (
    select
        *,
        date_trunc('second', started_at) as moment,
        row_number() over (partition by cookie_key order by started_at, key) as session_number,
        min(started_at) over (partition by cookie_key) as first_seen_at
    from all_sessions
    where started_at < getvariable('data_end') - interval 5 minute
)
select
    * exclude (started_at, moment, first_seen_at, cookie_key),
    moment as started_at,
    cookie(cookie_key, first_seen_at) as user_pseudo_id,
    epoch(moment)::bigint as ga_session_id,
    bits('session:' || key) as draw
from numbered
order by moment, key;

-- The events of a session in order, as name|path; an empty path is the landing page with its tags.
create macro events_of(s_number, s_draw, s_form, s_user) as list_concat(
    ['session_start|'],
    if(s_number = 1, ['first_visit|'], []),
    ['page_view|'],
    if(slice(s_draw, 0) < 0.07, ['scroll|'], []),
    if(s_user is not null, ['login|/login', 'page_view|/app'],
        list_slice(['page_view|/product', 'page_view|/customers', 'page_view|/pricing',
            'page_view|/blog/safety-stock', 'page_view|/product', 'page_view|/demo'],
            1 + floor(3 * slice(s_draw, 1))::bigint,
            floor(3 * slice(s_draw, 1))::bigint + case
                when slice(s_draw, 2) < if(s_form is null, 0.70, 0.30) then 0
                when slice(s_draw, 2) < 0.88 then 1
                when slice(s_draw, 2) < 0.96 then 2 else 3 end)),
    case
        when s_form is not null and slice(s_draw, 3) < 0.6 then ['form_start|form', 'generate_lead|form']
        when s_form is not null then ['generate_lead|form']
        when slice(s_draw, 3) < 0.05 then ['form_start|/demo']
        else []
    end,
    if(s_form = 'guide_download' and slice(s_draw, 4) < 0.7, ['file_download|form'], []),
    if(s_form is null and s_user is null and slice(s_draw, 5) < 0.025, ['sign_up|/newsletter'], [])
);

-- A view, because it is by far the largest table: sessions are in order already, so the events
-- stream out in order without being stored or sorted. One md5 an event serves as its id and
-- decides which rows are dirty.
create view event_row as
with listed as (
    select
        *,
        unnest(events_of(session_number, draw, form_id, user_id)) as item,
        generate_subscripts(events_of(session_number, draw, form_id, user_id), 1) as position
    from session
),
split as (
    select
        *,
        split_part(item, '|', 1) as name,
        split_part(item, '|', 2) as item_path,
        md5(concat(getvariable('seed'), ':event:', key, '-', position)) as hex
    from listed
)
select
    *,
    case
        when item_path = '' then path
        when item_path = 'form' then coalesce(path_of(form_id), path)
        else item_path
    end as page_path,
    item_path = '' and name in ('session_start', 'page_view') as is_landing,
    case
        when name = 'generate_lead' then form_at
        when name = 'file_download' then form_at + interval 9 second
        else started_at + to_seconds(9 * greatest(position - 3, 0))
    end as moment
from split;
