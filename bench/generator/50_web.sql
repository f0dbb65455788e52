-- Web sessions and their events.

create macro country_of(_region, _key) as case _region
    when 'EMEA' then choose('land:' || _key, ['Germany', 'Germany', 'United Kingdom', 'France',
        'Netherlands', 'Spain'])
    when 'North America' then choose('land:' || _key, ['United States', 'United States', 'Canada'])
    else choose('land:' || _key, ['Australia', 'Singapore', 'Japan', 'India'])
end;
-- The form of a landing page, or the one a visitor of another page ends up at.
create macro form_of(_path, _key) as case
    when _path = '/demo' then 'demo_request'
    when _path = '/pricing' then 'contact_sales'
    when _path like '/guides%' then 'guide_download'
    when _path like '/webinars%' then 'webinar_registration'
    else choose('form:' || _key, ['demo_request', 'demo_request', 'guide_download',
        'contact_sales'])
end;
create macro path_of(_form) as case _form
    when 'demo_request' then '/demo'
    when 'contact_sales' then '/pricing'
    when 'guide_download' then '/guides/state-of-planning'
    when 'webinar_registration' then '/webinars/forecasting-basics'
end;

-- Cookies have numbers: a visitor's own is the visitor's; a person's second and third follow.
create macro other_cookie(_contact_n, _n) as 2000000000000 + 4 * _contact_n + _n;

-- How the visitor came, as the tags in the address tell it.
create table visitor_source as
with named as (
    select
        v.vid,
        v.source,
        v.ad_id,
        v.keyword,
        c.path,
        c.platform,
        if(c.utm_is_id, c.id, n.utm_campaign) as utm_campaign,
        bits('came:' || v.vid) as came,
        c.platform <> 'google_ads' or slice(came, 0) < 0.82 as is_tagged,
        if(c.platform is null, null, left(md5(concat(getvariable('seed'), ':click:', v.vid)), 18))
            as click_id
    from visitor as v
    left join ad_campaign as c on v.campaign_id = c.id
    left join ad_campaign_name as n
        on v.campaign_id = n.id and v.day >= n.named_on and v.day < n.named_until
)
select
    vid,
    case
        when not is_tagged then null
        when platform = 'google_ads' then 'google'
        when platform = 'linkedin_ads' then 'linkedin'
        when platform = 'facebook_ads' then one_of(slice(came, 1), ['facebook', 'facebook', 'fb'])
    end as utm_source,
    case
        when not is_tagged then null
        when platform = 'google_ads' then if(source = 'display', 'display', 'cpc')
        when platform = 'linkedin_ads' then if(slice(came, 1) < 0.8, 'paid_social', 'PaidSocial')
        when platform = 'facebook_ads' then 'paid_social'
    end as utm_medium,
    if(is_tagged, utm_campaign, null) as utm_campaign,
    if(is_tagged, keyword, null) as utm_term,
    if(is_tagged, ad_id, null) as utm_content,
    if(platform = 'google_ads', 'Cj0KCQ' || click_id, null) as gclid,
    case platform
        when 'google_ads' then '?gclid=Cj0KCQ' || click_id
        when 'linkedin_ads' then '?li_fat_id=' || click_id
        when 'facebook_ads' then '?fbclid=IwAR' || click_id
        else ''
    end as query,
    case source
        when 'organic_search' then one_of(slice(came, 2), ['https://www.google.com/',
            'https://www.google.com/', 'https://www.google.com/', 'https://www.google.com/',
            'https://www.bing.com/', 'https://duckduckgo.com/'])
        when 'referral' then one_of(slice(came, 2), ['https://planningweekly.example/tools',
            'https://softwarepeers.example/forecasting', 'https://partner.caldero.example/',
            'https://chatgpt.com/'])
        when 'organic_social' then one_of(slice(came, 2), ['https://www.linkedin.com/',
            'https://www.linkedin.com/', 'https://l.facebook.com/', 'https://www.youtube.com/'])
    end as referrer,
    coalesce(path, case source
        when 'direct' then one_of(slice(came, 3), ['/', '/', '/', '/demo', '/pricing'])
        when 'referral' then one_of(slice(came, 3), ['/', '/product', '/demo'])
        else one_of(slice(came, 3), ['/', '/product', '/blog/safety-stock', '/blog/mape-explained',
            '/guides/state-of-planning', '/webinars/forecasting-basics', '/demo'])
    end) as path
from named;

-- One trade-show tablet filled the forms of eight people (eight for each unit of scale).
create table kiosk_lead as
with borrowed as (
    select
        pid,
        lead_at - interval 125 second as started_at,
        3000000000000 + (row_number() over (order by lead_at, pid) - 1) // 8 as cookie_n
    from person
    where source = 'trade_show' and lead_at >= timestamp '2025-09-01' and region = 'EMEA'
    qualify row_number() over (order by lead_at, pid)
        <= 8 * greatest(1, floor(getvariable('scale')))
)
select *, cookie(cookie_n, min(started_at) over (partition by cookie_n)) as client_id
from borrowed;

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
        unnest(range(one_of(slice(p.who, 5),
            if(p.is_mql, [0, 0, 1, 1, 1, 2], [0, 0, 0, 0, 0, 1])))) as n
    from person as p
),
drawn as (
    select
        *,
        bits(concat('known:', pid, '-', n)) as draw,
        lead_at + days(1 + 80 * slice(draw, 0)) as started_at,
        vid is null or slice(draw, 1) < 0.5 as is_email,
        -- The cookie of the form, or another browser.
        if(vid is not null and (slice(draw, 1) >= 0.5 or slice(draw, 2) < 0.6), vid,
            other_cookie(5000 + pid, if(slice(draw, 3) < 0.3, 3, 2))) as cookie_n
    from visits
)
select
    d.pid,
    d.vid,
    d.n,
    d.draw,
    d.cookie_n,
    d.region,
    d.country,
    d.started_at,
    d.is_email,
    if(c.qualified_at < d.started_at, c.contact_id, d.lead_id) as email_id,
    -- Some fill in a second form: a touch, not a second lead.
    coalesce(d.cookie_n = d.vid, false) and slice(d.draw, 4) < 0.30 as fills_form
from drawn as d
left join converted as c on d.pid = c.pid
where d.started_at < getvariable('data_end') - interval 1 hour;

-- All visits after the lead, counted on from those before it.
create table later_visit as
with known as (
    select
        8000000000000 + 4 * pid + n as session_n,
        cookie_n,
        vid,
        started_at,
        country,
        one_of(slice(draw, 5), ['desktop', 'desktop', 'mobile']) as device,
        if(is_email, 'newsletter', null) as utm_source,
        if(is_email, 'email', null) as utm_medium,
        if(is_email, one_of(slice(draw, 6), ['nurture_planners', 'nurture_planners',
            'nurture_executives', 'newsletter']), null) as utm_campaign,
        if(is_email, '?eid=' || email_id, '') as query,
        if(not is_email and slice(draw, 6) < 0.5, 'https://www.google.com/', null) as referrer,
        one_of(slice(draw, 7), ['/', '/product', '/pricing', '/blog/safety-stock',
            '/webinars/forecasting-ai', '/customers']) as path,
        if(fills_form, 'webinar_registration', null) as form_id,
        if(fills_form, started_at + interval 150 second, null) as form_at
    from known_visit
),
logins as (
    select
        9000000000000 + 4 * c.contact_n + n as session_n,
        bits(concat('login:', c.contact_n, '-', n)) as luck,
        -- Customers log in where they filled the form, or on a work computer of their own.
        if(p.vid is not null and slice(luck, 0) < 0.5, p.vid,
            other_cookie(c.contact_n, if(slice(luck, 1) < 0.4, 3, 2))) as cookie_n,
        p.vid,
        greatest(c.user_from, getvariable('first_day'))
            + (getvariable('data_end') - greatest(c.user_from, getvariable('first_day')))
            * slice(luck, 2) as started_at,
        c.country,
        'desktop' as device,
        '' as query,
        '/' as path,
        c.user_id
    from crm_contact as c
    cross join (select unnest([0, 1, 2]) as n)
    left join person as p on c.pid = p.pid
    where c.user_id is not null
        and c.user_from < getvariable('data_end') - interval 7 day
        and u(concat('logs in:', c.contact_n, '-', n)) < 0.30
),
kiosk as (
    select
        10000000000000 + k.pid as session_n,
        k.cookie_n,
        k.started_at,
        'Germany' as country,
        'tablet' as device,
        '' as query,
        '/demo' as path,
        'event_badge' as form_id,
        k.started_at + interval 120 second as form_at
    from kiosk_lead as k
),
together as (
    select * from known
    union all by name
    select * exclude (luck) from logins
    union all by name
    select * from kiosk
)
select
    t.* exclude (vid),
    row_number() over (partition by t.cookie_n order by t.started_at, t.session_n)
        + if(t.cookie_n = t.vid, v.lead_session, 0) as session_number,
    if(t.cookie_n = t.vid, v.arrived_at, min(t.started_at) over (partition by t.cookie_n))
        as first_seen_at
from together as t
left join visitor as v on t.vid = v.vid
where t.started_at < getvariable('data_end') - interval 5 minute;

-- Landing pages in two or three variants. A browser sees the same one each time. Who becomes a lead
-- is settled by now, so the better home page is the one that leads have seen more often.
create table experiment as
select *
from (values
    ('home-hero', '/', date '2025-02-01', date '2026-01-01',
        ['control', 'customer-story'],
        ['control', 'customer-story', 'customer-story', 'customer-story', 'customer-story']),
    ('product-tour', '/product', date '2024-11-01', date '2025-06-01',
        ['control', 'video'], ['control', 'video']),
    ('pricing-plans', '/pricing', date '2025-10-01', date '2026-07-01',
        ['control', 'four-plans', 'two-plans'], ['control', 'four-plans', 'two-plans'])
) as x(experiment_id, path, first_day, last_day, variants, variants_of_leads);

-- The call to action that a session is shown: that of the form it fills, else one of the page's.
create macro signs_up(_form, _user, _draw) as
    _form is null and _user is null and slice(_draw, 5) < 0.025;
create macro action_on(_path, _form, _user, _started, _draw) as case
    when _user is not null or _form = 'event_badge' then null
    when _form = 'webinar_registration' then 'webinar-seat'
    when _form = 'guide_download' then 'guide-state-of-planning'
    when _path like '/webinars%' and slice(_draw, 0) < 0.80 then 'webinar-seat'
    when _path like '/guides%' and slice(_draw, 0) < 0.85 then 'guide-state-of-planning'
    when _path like '/blog%' and slice(_draw, 0) < 0.55 then 'blog-updates'
    when _path like '/blog%' and slice(_draw, 0) < 0.75 then 'reader-survey'
    when _path = '/pricing' and slice(_draw, 0) < 0.60 then 'trial-30-days'
    when _path = '/product' and slice(_draw, 0) < 0.65 then 'product-tour'
    when _path = '/' and slice(_draw, 0) < 0.15 and _started >= timestamp '2026-01-12'
        then 'expo-appointment'
    when slice(_draw, 0) < if(_path in ('/demo', '/'), 0.45, 0.85) then 'newsletter-footer'
end;
create macro action_type(_cta) as case _cta
    when 'webinar-seat' then 'webinar'
    when 'guide-state-of-planning' then 'white_paper'
    when 'blog-updates' then 'newsletter'
    when 'newsletter-footer' then 'newsletter'
    when 'reader-survey' then 'survey'
    when 'trial-30-days' then 'free_trial'
    when 'product-tour' then 'video'
    when 'expo-appointment' then 'event'
end;

create table session as
with visitor_session as (
    select
        v.*,
        unnest(case
            when v.lead_session is not null then range(1, v.lead_session + 1)
            when slice(v.draw, 4) < 0.03 then [1, 2, 3]
            when slice(v.draw, 4) < 0.14 then [1, 2]
            else [1]
        end) as n
    from visitor as v
),
first_visits as (
    select
        4 * v.vid + 1 as session_n,
        v.vid as cookie_n,
        v.arrived_at as started_at,
        v.arrived_at as first_seen_at,
        1 as session_number,
        coalesce(p.country, country_of(v.region, v.vid)) as country,
        v.device,
        w.* exclude (vid),
        if(p.pid is not null and v.lead_session = 1, form_of(w.path, v.vid), null) as form_id,
        if(p.pid is not null and v.lead_session = 1, v.form_at, null) as form_at
    from visitor as v
    inner join visitor_source as w on v.vid = w.vid
    left join person as p on v.vid = p.vid
),
returns as (
    select
        4 * v.vid + v.n as session_n,
        v.vid as cookie_n,
        if(v.n = 2, v.second_at, v.third_at) as started_at,
        v.arrived_at as first_seen_at,
        v.n as session_number,
        coalesce(p.country, country_of(v.region, v.vid)) as country,
        v.device,
        '' as query,
        if(slice(v.draw, v.n) < 0.35, 'https://www.google.com/', null) as referrer,
        one_of(slice(v.draw, v.n + 3), ['/', '/product', '/pricing', '/demo']) as path,
        if(p.pid is not null and v.n = v.lead_session, form_of(w.path, v.vid), null) as form_id,
        if(p.pid is not null and v.n = v.lead_session, v.form_at, null) as form_at
    from visitor_session as v
    inner join visitor_source as w on v.vid = w.vid
    left join person as p on v.vid = p.vid
    where v.n > 1
),
together as (
    select * from first_visits
    union all by name
    select * from returns
    union all by name
    select * from later_visit
)
select
    t.* replace (date_trunc('second', t.started_at) as started_at),
    x.experiment_id,
    if(x.experiment_id is null, null, one_of(
        u('variant:' || x.experiment_id || t.cookie_n),
        if(p.vid is null, x.variants, x.variants_of_leads))) as variant,
    action_on(t.path, t.form_id, t.user_id, t.started_at, bits('action:' || t.session_n)) as cta_id
from together as t
left join experiment as x
    on t.path = x.path and t.started_at >= x.first_day and t.started_at < x.last_day
left join person as p on t.cookie_n = p.vid
where t.started_at < getvariable('data_end') - interval 5 minute
order by t.started_at, t.session_n;

drop table visitor;
drop table later_visit;

-- The events of a session: code (once in a session), name, path, seconds since the start. An empty
-- path is the landing page, `form` the form's own. The dirt at the end: a landing page sent twice,
-- and intraday rows, which the daily ones replace.
create macro event(_code, _name, _path, _second) as
    {'code': _code, 'name': _name, 'path': _path, 'second': _second, 'is_intraday': false};
create macro intraday(_code, _name, _path, _second) as
    {'code': _code, 'name': _name, 'path': _path, 'second': _second, 'is_intraday': true};
-- Actions without a form of their own are completed on the spot.
create macro acts_on(_cta, _action) as slice(_action, 2) < case action_type(_cta)
    when 'video' then 0.30
    when 'survey' then 0.12
    when 'event' then 0.20
    when 'free_trial' then 0.05
    else 0
end;
create macro events_of(_number, _draw, _form, _user, _cta, _action) as list_concat(
    [event('00', 'session_start', '', 0)],
    if(_number = 1, [event('01', 'first_visit', '', 0)], []),
    [event('02', 'page_view', '', 0)],
    if(slice(_draw, 0) < 0.07, [event('03', 'scroll', '', 7)], []),
    case
        when _user is not null
            then [event('04', 'login', '/login', 12), event('05', 'page_view', '/app', 21)]
        when slice(_draw, 2) < if(_form is null, 0.70, 0.30) then []
        else list_slice([event('10', 'page_view', '/product', 15),
            event('11', 'page_view', '/customers', 24), event('12', 'page_view', '/pricing', 33),
            event('13', 'page_view', '/blog/safety-stock', 42),
            event('14', 'page_view', '/product', 51)],
            1 + floor(3 * slice(_draw, 1))::bigint,
            floor(3 * slice(_draw, 1))::bigint + case
                when slice(_draw, 2) < 0.88 then 1 when slice(_draw, 2) < 0.96 then 2 else 3 end)
    end,
    case
        when _form is not null and slice(_draw, 3) < 0.6
            then [event('20', 'form_start', 'form', 70), event('21', 'generate_lead', 'form', 0)]
        when _form is not null then [event('21', 'generate_lead', 'form', 0)]
        when _user is null and slice(_draw, 3) < 0.05 then [event('20', 'form_start', '/demo', 75)]
        else []
    end,
    if(_form = 'guide_download' and slice(_draw, 4) < 0.7,
        [event('22', 'file_download', 'form', 9)], []),
    if(signs_up(_form, _user, _draw), [event('23', 'sign_up', '/newsletter', 80)], []),
    -- Some are seen to act without having been seen to be asked.
    if(_cta is not null and (slice(_action, 1) < 0.97 or not acts_on(_cta, _action)),
        [event('30', 'cta_view', '', 4)], []),
    if(acts_on(_cta, _action), [event('31', 'cta_complete', '', 48)], []),
    case
        when slice(_draw, 6) < 0.007 then [event('02', 'page_view', '', 0)]
        when slice(_draw, 6) < 0.014 then [intraday('02', 'page_view', '', 0)]
        when _user is not null and slice(_draw, 6) < 0.06
            then [intraday('04', 'login', '/login', 12)]
        else []
    end
);

-- A view, because it is by far the largest table: sessions are in order already, so the events
-- stream out in order without being stored or sorted.
create view event_row as
with prepared as (
    select
        * exclude (cookie_n, first_seen_at, cta_id),
        bits('session:' || session_n) as draw,
        bits('action:' || session_n) as action,
        -- Who signs up was asked to.
        case
            when not signs_up(form_id, user_id, draw) then session.cta_id
            when path like '/blog%' then 'blog-updates'
            else 'newsletter-footer'
        end as cta_id,
        hex_id('session:' || session_n, 14) as session_hex,
        -- Some refuse the cookie, but none whom we must know again.
        if(slice(draw, 4) < 0.005 and form_id is null and user_id is null
            and utm_medium is distinct from 'email',
            null, cookie(cookie_n, first_seen_at)) as user_pseudo_id,
        epoch(started_at)::bigint::varchar as ga_session_id,
        -- Office hours keep clear of the hour in which the clocks change.
        epoch(berlin(started_at) - started_at)::bigint as berlin_seconds
    from session
),
listed as (
    select *, unnest(events_of(session_number, draw, form_id, user_id, cta_id, action)) as item
    from prepared
),
dated as (
    select
        * exclude (session_hex),
        session_hex || item.code as event_id,
        item.path = '' and item.name in ('session_start', 'page_view') as is_landing,
        item.path in ('/app', '/login') as is_app,
        item.name in ('cta_view', 'cta_complete', 'sign_up')
            or (item.name = 'generate_lead'
                and form_id in ('webinar_registration', 'guide_download')) as is_action,
        if(item.name in ('generate_lead', 'file_download'), form_at, started_at)
            + to_seconds(item.second) as happened_at
    from listed
)
select
    * exclude (item),
    item.name as name,
    item.second as second,
    item.is_intraday as is_intraday,
    case item.path
        when '' then path
        when 'form' then coalesce(path_of(form_id), path)
        else item.path
    end as page_path,
    (happened_at + to_seconds(berlin_seconds))::date as day
from dated;
