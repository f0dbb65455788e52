-- The ad account tree and its daily figures. Scale widens the tree (more ads and keywords in the
-- same campaigns, by `width`, its square root) and raises the volume of each row by the rest.

create table ad_group as
select
    c.platform,
    c.id as campaign_id,
    case c.platform
        when 'google_ads' then (150000000000 + c.n * 1000 + g)::varchar
        when 'linkedin_ads' then c.id
        else '12021' || lpad((900000 + c.n * 1000 + g)::varchar, 10, '0')
    end as id,
    g as n,
    case
        when c.kind = 'SEARCH' then ['Core terms', 'Problem terms'][g]
        else ['Lookalike', 'Retargeting'][g]
    end as name
from ad_campaign as c
cross join range(1, 3) as r(g)
where c.kind <> 'PERFORMANCE_MAX'
    and (g = 1 or c.kind = 'SEARCH' or c.platform = 'facebook_ads');

create table ad as
select
    c.platform,
    g.campaign_id,
    g.id as group_id,
    g.n as group_n,
    a as n,
    case c.platform
        when 'google_ads' then (660000000000 + c.n * 1000000 + g.n * 100000 + a)::varchar
        when 'linkedin_ads' then (180000000 + c.n * 100000 + a)::varchar
        else '12022' || lpad((c.n * 1000000 + g.n * 100000 + a)::varchar, 10, '0')
    end as id
from ad_group as g
inner join ad_campaign as c on g.campaign_id = c.id
cross join range(1, 1 + 2 * case when c.kind = 'SEARCH' then 1
    else getvariable('width') end) as r(a);

create table keyword as
select
    g.campaign_id,
    g.id as group_id,
    (300000000 + c.n * 1000000 + g.n * 100000 + k)::varchar as id,
    case when c.source = 'paid_brand'
        then ['harrowfen', 'harrowfen pricing', 'harrowfen login', 'harrowfen reviews']
        else [
            'demand forecasting software', 'inventory planning tool', 'sales forecasting tool',
            'spreadsheet forecasting alternative'
        ]
    end[1 + (2 * (g.n - 1) + k - 1) % 4]
        || case when k > 2 then ' ' || k else '' end as text,
    ['EXACT', 'PHRASE', 'BROAD'][1 + (c.n + k) % 3] as match_type
from ad_group as g
inner join ad_campaign as c on g.campaign_id = c.id
cross join range(1, 1 + 2 * getvariable('width')) as r(k)
where c.kind = 'SEARCH';

-- A unit is what a stats row can be about; a day shows a sample of a campaign's units, so that
-- `rows_a_day` of them appear in the demo.
create table ad_unit as
with units as (
    select a.campaign_id, a.group_id, a.id as ad_id, k.id as keyword_id, k.text as keyword
    from ad as a
    left join keyword as k on a.group_id = k.group_id
    union all
    select id, null, null, null, null from ad_campaign where kind = 'PERFORMANCE_MAX'
),
by_device as (
    select *
    from units
    cross join (select unnest(['DESKTOP', 'MOBILE']) as device)
)
select
    u.*,
    count(*) over (partition by campaign_id) as units
from by_device as u;

create table ad_row as
with shown as (
    select
        c.platform,
        c.account_id,
        c.kind,
        c.source,
        c.region,
        c.ctr,
        c.cpc,
        u.*,
        d.day,
        concat_ws('-', u.campaign_id, u.ad_id, u.keyword_id, u.device, d.day) as key,
        -- The mean clicks of a row that shows.
        c.clicks_a_day * d.weight * if(u.device = 'DESKTOP', 1.3, 0.7) * getvariable('scale')
            / least(c.rows_a_day * getvariable('width'), u.units) as mean_clicks
    from ad_unit as u
    inner join ad_campaign as c on u.campaign_id = c.id
    inner join calendar as d on d.day between c.starts and c.ends
    where u(concat_ws('-', 'shown', u.campaign_id, u.ad_id, u.keyword_id, u.device, d.day))
        < c.rows_a_day * getvariable('width') / u.units
),
drawn as (
    select *, bits('ad:' || key) as draw
    from shown
),
clicked as (
    select
        *,
        floor(mean_clicks * (0.4 + 1.2 * slice(draw, 0)) + slice(draw, 1))::bigint as clicks
    from drawn
)
select
    row_number() over (order by key) as n,
    platform,
    account_id,
    kind,
    source,
    region,
    campaign_id,
    group_id,
    ad_id,
    keyword_id,
    keyword,
    device,
    day,
    key,
    clicks,
    -- Platforms book a click now and then on a day without its impression.
    if(clicks > 0 and slice(draw, 7) < 0.006, 0, clicks + floor(mean_clicks / ctr
        * (0.6 + 0.8 * slice(draw, 2)) + slice(draw, 3))::bigint) as impressions,
    -- Prices rise by a tenth a year; feeds without clicks still cost a little.
    round((clicks + if(kind in ('SEARCH', 'PERFORMANCE_MAX'), 0, 0.25 * mean_clicks))
        * cpc * (0.75 + 0.5 * slice(draw, 4)) * (1 + 0.1 * (day - date '2024-07-01') / 365), 2)
        ::decimal(18, 2) as cost,
    floor(clicks * 0.09 + slice(draw, 5))::bigint * (slice(draw, 5) > 0.88)::int as conversions,
    if(source = 'lead_gen_form', floor(clicks * 0.22 + slice(draw, 6))::bigint, 0) as form_leads
from clicked
where clicks + floor(mean_clicks / ctr * (0.6 + 0.8 * slice(draw, 2)) + slice(draw, 3)) > 0;
