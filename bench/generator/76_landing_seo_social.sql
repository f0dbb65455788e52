-- Organic search and social, links and articles, as they land. Dirt: exact duplicates, restated rows,
-- searches that two properties report, own sub-domains that link, deleted posts and articles, figures of
-- a post that did not land, rows without a date.

create schema google_search_console;
create schema organic_social;
create schema seo;
create schema content;

-- What people search, and the page they find. Two positions: at the beginning and at the end of the
-- two years. Above 60 the tool does not find the site.
create table search_keyword as
select
    row_number() over (order by page, keyword) as n,
    *
from (values
    ('harrowfen', '/', 4.10, 'USD', 1.1, 1.0, date '2024-07-01', 9),
    ('harrowfen software', '/', 4.40, 'USD', 1.4, 1.1, date '2024-07-01', 5),
    ('demand planning software', '/', 24.80, 'USD', 24.0, 9.0, date '2024-07-01', 7),
    ('demand forecasting software', '/product', 24.20, 'USD', 18.0, 6.2, date '2024-07-01', 7),
    ('inventory planning tool', '/product', 23.50, 'USD', 21.0, 8.4, date '2024-07-01', 5),
    ('sales forecasting tool', '/product', 22.90, 'USD', 33.0, 14.0, date '2024-07-01', 5),
    ('supply chain forecasting software', '/product', 25.60, 'EUR', 16.0, 7.5, date '2024-07-01', 4),
    ('harrowfen demo', '/demo', 4.60, 'USD', 1.2, 1.1, date '2024-07-01', 4),
    ('forecasting software demo', '/demo', 19.50, 'USD', 12.0, 4.4, date '2024-07-01', 3),
    ('mape', '/blog/mape-explained', 1.20, 'USD', 8.5, 3.6, date '2024-07-01', 8),
    ('mape formula', '/blog/mape-explained', 1.40, 'USD', 7.0, 2.3, date '2024-07-01', 7),
    ('what is a good mape', '/blog/mape-explained', 1.60, 'USD', 5.8, 1.7, date '2024-07-01', 6),
    ('mape vs wape', '/blog/mape-explained', 1.10, 'USD', 6.6, 2.0, date '2024-10-07', 3),
    ('forecast accuracy formula', '/blog/mape-explained', 3.20, 'USD', 15.0, 5.4, date '2024-07-01', 4),
    ('safety stock', '/blog/safety-stock', 2.10, 'USD', 17.0, 7.8, date '2024-07-01', 7),
    ('safety stock formula', '/blog/safety-stock', 2.40, 'USD', 11.0, 4.3, date '2024-07-01', 7),
    ('safety stock calculation', '/blog/safety-stock', 2.60, 'EUR', 10.0, 4.9, date '2024-07-01', 5),
    ('sicherheitsbestand berechnen', '/blog/safety-stock', 1.90, 'EUR', 19.0, 6.5, date '2025-01-06', 3),
    ('forecasting basics', '/webinars/forecasting-basics', 5.30, 'USD', 9.0, 4.0, date '2024-07-01', 4),
    ('demand forecasting webinar', '/webinars/forecasting-basics', 6.80, 'USD', 5.2, 2.6,
        date '2024-07-01', 3),
    ('ai demand forecasting', '/webinars/forecasting-ai', 18.70, 'USD', 70.0, 11.0, date '2025-07-14', 4),
    ('forecasting with ai', '/webinars/forecasting-ai', 15.20, 'USD', 66.0, 8.6, date '2025-07-14', 3),
    ('state of planning report', '/guides/state-of-planning', 3.90, 'USD', 3.1, 1.2,
        date '2024-07-01', 4),
    ('demand planning trends', '/guides/state-of-planning', 7.40, 'USD', 13.0, 5.1,
        date '2024-07-01', 4),
    ('demand planning guide', '/guides/state-of-planning', 8.10, 'GBP', 10.5, 4.6,
        date '2024-07-01', 3),
    ('spreadsheet forecasting alternative', '/guides/spreadsheets', 23.70, 'USD', 9.4, 3.9,
        date '2024-07-01', 2),
    ('harrowfen pricing', '/pricing', 4.00, 'USD', 1.3, 1.1, date '2024-07-01', 3),
    ('demand planning software pricing', '/pricing', 27.30, 'USD', 14.0, 6.8, date '2024-07-01', 3),
    ('harrowfen reviews', '/customers', 4.30, 'USD', 4.6, 3.2, date '2024-07-01', 3),
    ('demand planning case study', '/customers', 9.60, 'USD', 22.0, 9.9, date '2025-03-03', 2),
    ('sales and operations planning software', '/product', 26.10, 'USD', 85.0, 38.0,
        date '2025-01-06', 2)
) as t(keyword, page, price, currency, first_position, last_position, tracked_from, volume);

-- Where a keyword stood in a week.
create macro position_of(_keyword, _first, _last, _day) as greatest(1, (_first
    + (_last - _first) * (_day - date '2024-07-01') / 730.0)
    * (0.82 + 0.36 * u(concat('position:', _keyword, date_trunc('week', _day)::date))));

create macro alpha_3(_country) as coalesce(map {
    'Germany': 'deu', 'United Kingdom': 'gbr', 'UK': 'gbr', 'Deutschland': 'deu', 'France': 'fra',
    'Netherlands': 'nld', 'Spain': 'esp', 'United States': 'usa', 'USA': 'usa', 'Canada': 'can',
    'Australia': 'aus', 'Singapore': 'sgp', 'Japan': 'jpn', 'India': 'ind'
}[_country], 'zzz');

-- Each visit from Google's results was a click there. A quarter came by queries too rare to be listed.
create table search_click as
with visits as (
    select
        session_n,
        berlin(started_at)::date as day,
        path,
        upper(device) as device,
        alpha_3(country) as country
    from session
    where referrer = 'https://www.google.com/'
        and coalesce(utm_source, '') = '' and coalesce(query, '') = ''
        and u('rare query:' || session_n) >= 0.25
),
words as (
    select page, list(keyword order by n) as keywords
    from search_keyword
    cross join range(1, 10) as weight(i)
    where weight.i <= volume
    group by page
)
select
    v.day,
    v.device,
    v.country,
    v.path as page,
    choose('query:' || v.session_n, w.keywords) as query,
    1 as clicks,
    1 + pick('seen:' || v.session_n, 6) as impressions
from visits as v
inner join words as w on v.path = w.page;

-- Days on which a keyword was seen and not clicked.
create table search_view as
select
    d.day,
    choose(concat('device:', k.n, d.day), ['DESKTOP', 'DESKTOP', 'MOBILE']) as device,
    choose(concat('land:', k.n, d.day), ['deu', 'gbr', 'usa', 'usa', 'fra', 'can', 'aus']) as country,
    k.page,
    k.keyword as query,
    0 as clicks,
    ceil((1 + 3 * k.volume * u(concat('seen:', k.n, d.day))) * getvariable('scale'))::bigint
        as impressions
from search_keyword as k
cross join calendar as d
where position_of(k.keyword, k.first_position, k.last_position, d.day) < 60
    and u(concat('shown:', k.n, d.day)) < 0.011 * k.volume * least(d.weight, 1.6);

create view google_search_console.keyword_page_report as
with together as (
    select * from search_click
    union all
    select * from search_view
),
summed as (
    select
        day,
        device,
        country,
        page,
        query,
        sum(clicks)::bigint as clicks,
        sum(impressions)::bigint as impressions
    from together
    -- Figures are final, and read, two days later.
    where day <= getvariable('last_day') - 2
    group by all
),
reported as (
    select
        s.country,
        s.day as date,
        s.device,
        getvariable('site') || s.page as page,
        s.query,
        'web' as search_type,
        'sc-domain:harrowfen.example' as site,
        s.clicks,
        s.impressions,
        round(position_of(k.keyword, k.first_position, k.last_position, s.day)
            * if(s.clicks > 0, 0.9, 1.0) + 0.1, 1)::decimal(18, 2) as position,
        s.day::timestamp + interval 51 hour as _fivetran_synced,
        row_number() over (
            order by u(concat_ws('-', 'dirt', s.day, s.query, s.device, s.country)),
            s.day, s.query, s.device, s.country
        ) as r
    from summed as s
    inner join search_keyword as k on s.query = k.keyword and s.page = k.page
)
select * exclude (r) from reported
union all by name
select * exclude (r) from reported where among(r, 1, 4)
union all by name
select * exclude (r) replace (
    0 as clicks,
    greatest(impressions // 2, 1) as impressions,
    _fivetran_synced - interval 1 day as _fivetran_synced
)
from reported
where among(r, 5, 12)
union all by name
-- For some weeks the site was there as a property of its own besides that of the domain.
select * exclude (r) replace (getvariable('site') || '/' as site)
from reported
where date between date '2026-03-02' and date '2026-03-29' and page like '%/blog/%';

create view seo.keyword_position as
with looked_up as (
    select
        d.day as date,
        k.keyword,
        round(position_of(k.keyword, k.first_position, k.last_position, d.day))::bigint as place,
        k.page,
        k.price * (0.9 + 0.2 * u(concat('price:', k.n, date_trunc('month', d.day)::date)))
            * (1 + 0.1 * d.day_number / 365) as price,
        k.currency,
        d.day::timestamp + interval 29 hour as _fivetran_synced,
        row_number() over (order by u(concat_ws('-', 'looked up', k.n, d.day)), k.n, d.day) as r
    from search_keyword as k
    inner join calendar as d on d.day >= k.tracked_from and isodow(d.day) = 1
),
rows as (
    select
        date,
        keyword,
        if(place > 60, null, page) as page,
        if(place > 60, null, place)::decimal(18, 2) as position,
        -- The tool did not know each price at once, and that of one keyword, on which nobody bids, never.
        if(r % 50 = 0 or keyword = 'what is a good mape', null, round(price, 2))::decimal(18, 2)
            as cost_per_click,
        -- No rate is known for the franc.
        if(among(r, 21, 23), 'CHF', currency) as currency,
        _fivetran_synced,
        r
    from looked_up
)
select * exclude (r) from rows
union all by name
select * exclude (r) from rows where among(r, 1, 3)
union all by name
select * exclude (r) replace (
    position + 3 as position,
    _fivetran_synced - interval 4 hour as _fivetran_synced
)
from rows
where among(r, 4, 8);

-- Sites that link: the trade press and directories that also send visitors, and the blogs of others.
create table linking_domain as
select
    i::bigint as n,
    case
        when i < 4 then ['planningweekly.example', 'softwarepeers.example', 'caldero.example',
            'chainreview.example'][1 + i]
        else lower(choose(concat('stem:', i), getvariable('stems'))
            || choose(concat('ending:', i), getvariable('endings')))
            || choose(concat('kind:', i), ['-blog', '', '-news', '-consulting', '-academy', ''])
            || '.example'
    end as domain
from range(130) as r(i);

create view seo.backlink as
with drawn as (
    select
        i::bigint as n,
        bits('link:' || i) as draw,
        -- The first domains link often, most link once or twice.
        floor(130 * pow(slice(draw, 0), 1.7))::bigint as domain_n,
        one_of(slice(draw, 1), ['/', '/', '/', '/product', '/blog/safety-stock', '/blog/safety-stock',
            '/blog/mape-explained', '/blog/mape-explained', '/guides/state-of-planning', '/customers',
            '/webinars/forecasting-ai']) as page,
        date '2022-03-01' + floor(1580 * pow(slice(draw, 2), 0.7))::integer as first_seen
    from range(400) as r(i)
),
links as (
    select
        concat('https://', if(slice(w.draw, 3) < 0.4, 'www.', ''), d.domain, '/', one_of(slice(w.draw, 4),
            ['articles', 'tools', 'resources', 'blog', 'news']), '/', hex_id('link:' || w.n, 6))
            as source_url,
        if(slice(w.draw, 5) < 0.1, null, d.domain) as source_domain,
        getvariable('site') || w.page as target_url,
        w.first_seen,
        if(slice(w.draw, 6) < 0.22, w.first_seen + 30 + floor(700 * slice(w.draw, 7))::integer, null)
            as gone,
        w.n
    from drawn as w
    inner join linking_domain as d on w.domain_n = d.n
),
rows as (
    select
        source_url,
        source_domain,
        target_url,
        if(n = 17, null, first_seen) as first_seen,
        coalesce(if(gone <= getvariable('last_day'), gone - 3, null), getvariable('last_day') - 2)
            as last_seen,
        if(gone <= getvariable('last_day'), gone, null) as lost_date,
        getvariable('last_sync') as _fivetran_synced,
        n
    from links
),
-- The app and the help pages link to the site: no links from elsewhere.
own as (
    select
        'https://' || host || '/footer' as source_url,
        'harrowfen.example' as source_domain,
        getvariable('site') || '/' as target_url,
        date '2024-07-01' as first_seen,
        getvariable('last_day') - 2 as last_seen,
        null::date as lost_date,
        getvariable('last_sync') as _fivetran_synced
    from (select unnest(['app.harrowfen.example', 'help.harrowfen.example']) as host)
)
select * exclude (n) from rows
union all by name
select * from own
union all by name
select * exclude (n) from rows where n in (5, 105, 205)
union all by name
select * exclude (n) replace (
    null as lost_date,
    first_seen + 5 as last_seen,
    _fivetran_synced - interval 365 day as _fivetran_synced
)
from rows
where lost_date is not null and n % 20 = 3;

create table social_post as
with drawn as (
    select
        i::bigint as n,
        bits('post:' || i) as draw,
        one_of(slice(draw, 0), ['linkedin', 'linkedin', 'linkedin', 'linkedin', 'linkedin', 'linkedin',
            'facebook', 'facebook', 'youtube', 'youtube']) as network,
        s.day
    from range(150) as r(i)
    inner join day_slot as s on pick('post day:' || i, 8192) = s.slot
)
select
    p.n,
    p.draw,
    p.network,
    p.day,
    case p.network
        when 'linkedin' then 'urn:li:share:' || (7100000000000000000 + pick('share:' || p.n, 90000000000000000))
        when 'facebook' then '104417720011_' || (900000000 + pick('share:' || p.n, 90000000))
        else hex_id('video:' || p.n, 11)
    end as post_id,
    p.day::timestamp + to_seconds(office_second('EMEA', 'post:' || p.n)) as published_at,
    case p.network
        when 'youtube' then 'video'
        else one_of(slice(p.draw, 1), ['text', 'image', 'image', 'link', 'link', 'video', 'document'])
    end as post_type,
    -- Ahead of a webinar the posts invite to it.
    c.name as invites_to
from drawn as p
left join crm_campaign as c
    on c.source = 'webinar' and p.day between c.starts - 30 and c.starts;

create view organic_social.post as
with rows as (
    select
        post_id,
        if(n = 77, null, network) as network,
        published_at,
        post_type,
        case network
            when 'linkedin' then 'https://www.linkedin.com/feed/update/' || post_id
            when 'facebook' then 'https://www.facebook.com/harrowfen/posts/' || split_part(post_id, '_', 2)
            else 'https://www.youtube.com/watch?v=' || post_id
        end as url,
        trim(regexp_replace(lower(invites_to), '[^a-z0-9]+', '_', 'g'), '_') as campaign,
        n in (40, 110) as is_deleted,
        getvariable('last_sync') as _fivetran_synced,
        n
    from social_post
)
select * exclude (n) from rows
union all by name
select * exclude (n) from rows where n in (12, 13);

create view organic_social.post_metrics as
with weeks as (
    select
        *,
        day + 7 * w::integer as date,
        bits(concat('post week:', n, '-', w)) as luck,
        -- Most is seen in the first days; networks differ in size.
        ceil(case network when 'linkedin' then 900 when 'facebook' then 260 else 140 end
            * (0.4 + 1.4 * slice(draw, 2)) * [1.0, 0.22, 0.08, 0.04, 0.02, 0.01][w + 1]
            * (0.8 + 0.4 * slice(luck, 0)) * (1 + 0.8 * (day - date '2024-07-01') / 730)
            * getvariable('scale'))::bigint as impressions
    from social_post
    cross join range(6) as r(w)
),
-- What people do with a post depends on the post.
counted as (
    select
        *,
        floor(impressions * (0.012 + 0.02 * slice(draw, 3)) + slice(luck, 1))::bigint as likes,
        floor(impressions * 0.0015 + slice(luck, 2))::bigint as shares,
        floor(impressions * 0.003 + slice(luck, 3))::bigint as reposts,
        floor(impressions * (0.001 + 0.004 * slice(draw, 4)) + slice(luck, 4))::bigint as comments,
        floor(impressions * 0.0006 + 0.6 * slice(luck, 5))::bigint as mentions
    from weeks
    where date <= getvariable('last_day') and impressions > 2
),
rows as (
    select
        post_id,
        date,
        impressions,
        ceil(impressions * (0.62 + 0.2 * slice(luck, 6)))::bigint as reach,
        likes,
        if(network = 'youtube', null, shares) as shares,
        if(network = 'youtube', null, reposts) as reposts,
        comments,
        mentions,
        -- YouTube tells no impressions with an engagement. Others count the clicks on the post too.
        if(network = 'youtube', null, least(impressions, floor((likes + comments + reposts) * 0.9
            + impressions * 0.02 + slice(luck, 7))::bigint)) as engaged_impressions,
        least(date::timestamp + interval 197 hour, getvariable('last_sync')) as _fivetran_synced,
        n,
        w
    from counted
)
select * exclude (n, w) from rows
union all by name
select * exclude (n, w) from rows where w = 0 and n in (3, 4, 5)
union all by name
select * exclude (n, w) replace (
    impressions // 2 as impressions,
    likes // 2 as likes,
    _fivetran_synced - interval 5 day as _fivetran_synced
)
from rows
where w = 0 and n between 20 and 25
union all by name
select * exclude (n, w) replace ('urn:li:share:7000000000000000001' as post_id)
from rows
where w = 0 and n = 60;

create view content.article as
with topics as (
    select
        concat(topic, '-', angle) as slug,
        row_number() over (order by u(concat('article:', topic, angle)), topic, angle) as n
    from (select unnest(['demand-planning', 'inventory', 'forecast-accuracy', 'sop', 'promotions',
        'seasonality', 'new-products', 'lead-times', 'service-levels']) as topic)
    cross join (select unnest(['basics', 'checklist', 'mistakes', 'metrics', 'in-retail',
        'in-manufacturing', 'with-ai', 'templates']) as angle)
),
-- Ever more of them: the n-th of 72 on a root of the two years.
posts as (
    select
        'art-' || lpad((1000 + n)::varchar, 5, '0') as article_id,
        '/blog/' || slug as page,
        getvariable('first_day') + floor(726 * pow((n - 1 + u('written:' || n)) / 72, 0.75))::integer
            as day,
        'blog' as type,
        n = 31 as is_deleted,
        n
    from topics
),
known as (
    select 'art-' || lpad(row_number() over ()::varchar, 5, '0') as article_id, *
    from (values
        ('/blog/mape-explained', date '2024-03-12', 'blog', false, 101),
        ('/blog/safety-stock', date '2024-05-21', 'blog', false, 102),
        ('/guides/spreadsheets', date '2024-09-09', 'guide', false, 103),
        ('/webinars/forecasting-basics', date '2024-02-15', 'webinar recording', false, 104),
        ('/guides/state-of-planning', date '2024-06-03', 'guide', false, 105),
        ('/webinars/sop-in-practice', date '2025-03-14', 'webinar recording', false, 106),
        ('/webinars/forecasting-ai', date '2024-06-20', 'webinar recording', false, 107),
        ('/guides/checklist', date '2026-01-12', 'guide', false, 108)
    ) as t(page, day, type, is_deleted, n)
),
rows as (
    select * from posts
    union all by name
    select * from known
)
select
    article_id,
    page,
    -- A draft that slipped into the export.
    if(n = 72, null, if(isodow(day) > 5, day - 2, day)) as published_date,
    type,
    is_deleted,
    getvariable('last_sync') as _fivetran_synced
from rows
union all by name
select
    article_id,
    page,
    day as published_date,
    type,
    is_deleted,
    getvariable('last_sync') as _fivetran_synced
from rows
where n = 105;
