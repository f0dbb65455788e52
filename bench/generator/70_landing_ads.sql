-- The ad platforms as they land. Dirt: exact duplicates, restated rows (older, lower figures under
-- the same key), rows without an ad group id, ads without history.

create schema google_ads;
create schema linkedin_ads;
create schema facebook_ads;
create macro synced_after(_moment) as date_trunc('hour', (_moment)::timestamp) + interval 1 hour;
-- Daily figures arrive the next morning; a superseded row the day itself.
create macro morning_after(_day) as (_day)::timestamp + interval 29 hour;
create macro same_evening(_day) as (_day)::timestamp + interval 22 hour;

-- One version for each name, and one for the end of the campaign.
create table campaign_version as
select
    c.*,
    n.name as version_name,
    n.utm_campaign,
    'on' as state,
    n.named_on::timestamp + to_seconds(30000 + pick(concat(c.id, n.named_on), 9000)) as version_at
from ad_campaign as c
inner join ad_campaign_name as n on c.id = n.id
union all
select c.*, n.name, n.utm_campaign, 'off', c.ends::timestamp + interval 20 hour
from ad_campaign as c
inner join ad_campaign_name as n on c.id = n.id and n.named_until = date '9999-12-31'
where c.ends < getvariable('last_day');

create view google_ads.account_history as
select
    id,
    name as descriptive_name,
    currency as currency_code,
    zone as time_zone,
    timestamp '2024-06-20 08:00:00' as updated_at,
    getvariable('last_sync') as _fivetran_synced
from (values
    ('4120987651', 'Harrowfen EMEA', 'EUR', 'Europe/Berlin'),
    ('7735520148', 'Harrowfen Americas and APAC', 'USD', 'America/Los_Angeles')
) as t(id, name, currency, zone);

create view google_ads.campaign_history as
select
    id,
    account_id as customer_id,
    version_name as name,
    kind as advertising_channel_type,
    'UNSPECIFIED' as advertising_channel_subtype,
    if(state = 'on', 'ENABLED', 'PAUSED') as status,
    starts as start_date,
    ends as end_date,
    version_at as updated_at,
    synced_after(version_at) as _fivetran_synced
from campaign_version
where platform = 'google_ads';

create view google_ads.ad_group_history as
select
    g.id,
    g.campaign_id,
    g.name,
    if(c.kind = 'SEARCH', 'SEARCH_STANDARD', 'DISPLAY_STANDARD') as type,
    'ENABLED' as status,
    c.starts::timestamp + interval 9 hour as updated_at,
    c.starts::timestamp + interval 10 hour as _fivetran_synced
from ad_group as g
inner join ad_campaign as c on g.campaign_id = c.id
where g.platform = 'google_ads';

create view google_ads.ad_history as
select
    a.id,
    a.group_id as ad_group_id,
    concat('Ad ', a.n) as name,
    if(c.kind = 'SEARCH', 'RESPONSIVE_SEARCH_AD', 'RESPONSIVE_DISPLAY_AD') as type,
    'ENABLED' as status,
    concat('[', getvariable('site'), c.path, ']') as final_urls,
    c.starts::timestamp + interval 9 hour as updated_at,
    c.starts::timestamp + interval 10 hour as _fivetran_synced
from ad as a
inner join ad_campaign as c on a.campaign_id = c.id
where a.platform = 'google_ads';

create view google_ads.ad_group_criterion_history as
select
    k.id,
    k.group_id as ad_group_id,
    k.text as keyword_text,
    k.match_type as keyword_match_type,
    'ENABLED' as status,
    c.starts::timestamp + interval 9 hour as updated_at,
    c.starts::timestamp + interval 10 hour as _fivetran_synced
from keyword as k
inner join ad_campaign as c on k.campaign_id = c.id;

create table google_row as
select
    *,
    case kind when 'SEARCH' then 'SEARCH' when 'DISPLAY' then 'CONTENT' else 'MIXED' end as network,
    (cost * 1000000)::bigint as cost_micros,
    -- Searches the ad could have been shown for: nearly all of them are won on the own brand.
    if(kind = 'SEARCH', round(impressions / (if(source = 'paid_brand', 0.86, 0.38)
        + if(source = 'paid_brand', 0.1, 0.3) * u(concat_ws('-', 'share', campaign_id, keyword_id, day))
        + 0.04 * (day - date '2024-07-01') / 730))::bigint, null) as eligible_impressions,
    morning_after(day) as _fivetran_synced
from ad_row
where platform = 'google_ads';
-- Of no impressions there is no share.
create macro impression_share(_impressions, _eligible) as
    if(sum(_impressions) > 0, round(sum(_impressions) / sum(_eligible), 2)::decimal(18, 2), null);

create view google_ads.campaign_stats as
with sums as (
    select
        hex_id(concat_ws('-', 'campaign', campaign_id, device, day), 16) as _fivetran_id,
        account_id as customer_id,
        campaign_id as id,
        network as ad_network_type,
        device,
        sum(impressions)::bigint as impressions,
        sum(clicks)::bigint as clicks,
        sum(cost_micros)::bigint as cost_micros,
        sum(conversions)::decimal(18, 2) as conversions,
        sum(conversions * 60)::decimal(18, 2) as conversions_value,
        impression_share(impressions, eligible_impressions) as search_impression_share,
        day as date,
        _fivetran_synced
    from google_row
    group by all
),
ranked as (
    select *, row_number() over (order by u('dirt:' || _fivetran_id), _fivetran_id) as r from sums
)
select * exclude (r) from ranked
union all by name
select * exclude (r) from ranked where among(r, 1, 4)
union all by name
select * exclude (r) replace (
    impressions * 9 // 10 as impressions,
    clicks // 2 as clicks,
    cost_micros // 2 as cost_micros,
    same_evening(date) as _fivetran_synced
)
from ranked
where among(r, 5, 10);

create view google_ads.ad_stats as
with rows as (
    select
        hex_id(concat('ad-', key), 16) as _fivetran_id,
        account_id as customer_id,
        campaign_id,
        group_id as ad_group_id,
        null::varchar as ad_group,
        ad_id,
        if(keyword_id is null, null, concat('customers/', account_id, '/adGroupCriteria/', group_id,
            '~', keyword_id)) as keyword_ad_group_criterion,
        network as ad_network_type,
        device,
        impressions,
        clicks,
        cost_micros,
        conversions::decimal(18, 2) as conversions,
        (conversions * 60)::decimal(18, 2) as conversions_value,
        day as date,
        _fivetran_synced
    from google_row
    where ad_id is not null
),
ranked as (
    select *, row_number() over (order by u('dirt:' || _fivetran_id), _fivetran_id) as r from rows
),
-- The group is in the resource name only, or the ad has no history.
altered as (
    select * replace (
        if(among(r, 101, 180), null, ad_group_id) as ad_group_id,
        if(among(r, 101, 180), concat('customers/', customer_id, '/adGroups/', ad_group_id), null)
            as ad_group,
        if(among(r, 201, 202), '669999999999', ad_id) as ad_id
    )
    from ranked
)
select * exclude (r) from altered
union all by name
select * exclude (r) from altered where among(r, 1, 8)
union all by name
select * exclude (r) replace (
    impressions * 9 // 10 as impressions,
    clicks // 2 as clicks,
    cost_micros // 2 as cost_micros,
    same_evening(date) as _fivetran_synced
)
from altered
where among(r, 9, 20);

create view google_ads.keyword_stats as
select
    hex_id(concat_ws('-', 'keyword', keyword_id, device, day), 16) as _fivetran_id,
    account_id as customer_id,
    campaign_id,
    group_id as ad_group_id,
    keyword_id as ad_group_criterion_criterion_id,
    network as ad_network_type,
    device,
    sum(impressions)::bigint as impressions,
    sum(clicks)::bigint as clicks,
    sum(cost_micros)::bigint as cost_micros,
    sum(conversions)::decimal(18, 2) as conversions,
    sum(conversions * 60)::decimal(18, 2) as conversions_value,
    impression_share(impressions, eligible_impressions) as search_impression_share,
    day as date,
    _fivetran_synced
from google_row
where keyword_id is not null
group by all;

create view linkedin_ads.account_history as
select
    id,
    name,
    currency,
    timestamp '2024-06-20 08:00:00' as last_modified_time,
    getvariable('last_sync') as _fivetran_synced
from (values
    ('508812377', 'Harrowfen Americas', 'USD'), ('509940126', 'Harrowfen EMEA', 'GBP')
) as t(id, name, currency);

create view linkedin_ads.campaign_group_history as
select
    '70' || account_id || program_n as id,
    account_id,
    program as name,
    'ACTIVE' as status,
    min(starts)::timestamp + interval 8 hour as last_modified_time,
    min(starts)::timestamp + interval 9 hour as _fivetran_synced
from (
    select *, list_position(['Webinars', 'Content', 'Paid Social'], program) as program_n
    from ad_campaign
    where platform = 'linkedin_ads'
)
group by account_id, program, program_n;

create view linkedin_ads.campaign_history as
select
    id,
    account_id,
    '70' || account_id || list_position(['Webinars', 'Content', 'Paid Social'], program)
        as campaign_group_id,
    version_name as name,
    kind as type,
    if(state = 'on', 'ACTIVE', 'COMPLETED') as status,
    starts::timestamp + interval 8 hour as created_time,
    version_at as last_modified_time,
    synced_after(version_at) as _fivetran_synced
from campaign_version
where platform = 'linkedin_ads';

create view linkedin_ads.creative_history as
select
    a.id,
    a.campaign_id,
    'ACTIVE' as intended_status,
    concat(getvariable('site'), c.path, '?utm_source=linkedin&utm_medium=paid_social&utm_campaign=',
        n.utm_campaign) as click_uri,
    null::varchar as text_ad_landing_page,
    c.starts::timestamp + interval 8 hour as created_time,
    c.starts::timestamp + interval 9 hour as last_modified_at,
    c.starts::timestamp + interval 10 hour as _fivetran_synced
from ad as a
inner join ad_campaign as c on a.campaign_id = c.id
inner join ad_campaign_name as n on c.id = n.id and c.starts = n.named_on
where a.platform = 'linkedin_ads';

create view linkedin_ads.ad_analytics_by_creative as
with rows as (
    select
        ad_id as creative_id,
        sum(impressions)::bigint as impressions,
        sum(clicks)::bigint as clicks,
        sum(clicks - if(source = 'lead_gen_form', form_leads, 0))::bigint as landing_page_clicks,
        sum(cost)::decimal(18, 2) as cost_in_local_currency,
        sum(round(cost * if(account_id = '509940126', 1.28, 1), 2))::decimal(18, 2) as cost_in_usd,
        sum(form_leads)::bigint as one_click_leads,
        sum(conversions)::bigint as external_website_conversions,
        day,
        morning_after(day) as _fivetran_synced
    from ad_row
    where platform = 'linkedin_ads'
    group by all
),
ranked as (
    select
        *,
        row_number() over (order by u(concat('dirt:', creative_id, day)), creative_id, day) as r
    from rows
),
altered as (
    select * replace (if(among(r, 201, 202), '189999999', creative_id) as creative_id) from ranked
)
select * exclude (r) from altered
union all by name
select * exclude (r) from altered where among(r, 1, 4)
union all by name
select * exclude (r) replace (
    impressions * 9 // 10 as impressions,
    clicks // 2 as clicks,
    (cost_in_local_currency * 0.6)::decimal(18, 2) as cost_in_local_currency,
    (cost_in_usd * 0.6)::decimal(18, 2) as cost_in_usd,
    same_evening(day) as _fivetran_synced
)
from altered
where among(r, 5, 9);

create view facebook_ads.account_history as
select
    '1029384756102' as id,
    'Harrowfen UK' as name,
    'GBP' as currency,
    'Europe/London' as timezone_name,
    getvariable('last_sync') as _fivetran_synced;

create view facebook_ads.campaign_history as
select
    id,
    account_id,
    version_name as name,
    if(state = 'on', 'ACTIVE', 'PAUSED') as status,
    version_at as updated_time,
    synced_after(version_at) as _fivetran_synced
from campaign_version
where platform = 'facebook_ads';

create view facebook_ads.ad_set_history as
select
    g.id,
    c.account_id,
    g.campaign_id,
    g.name,
    'ACTIVE' as status,
    c.starts::timestamp + interval 8 hour as updated_time,
    c.starts::timestamp + interval 10 hour as _fivetran_synced
from ad_group as g
inner join ad_campaign as c on g.campaign_id = c.id
where g.platform = 'facebook_ads';

create view facebook_ads.ad_history as
select
    a.id,
    c.account_id,
    a.campaign_id,
    a.group_id as ad_set_id,
    '12023' || right(a.id, 10) as creative_id,
    concat(c.name, ' - ad ', a.n) as name,
    'ACTIVE' as status,
    c.starts::timestamp + interval 8 hour as updated_time,
    c.starts::timestamp + interval 10 hour as _fivetran_synced
from ad as a
inner join ad_campaign as c on a.campaign_id = c.id
where a.platform = 'facebook_ads';

create view facebook_ads.creative_history as
select
    h.creative_id as id,
    h.account_id,
    concat('Creative of ', h.name) as name,
    concat(getvariable('site'), c.path, '?utm_source=facebook&utm_medium=paid_social&utm_campaign=',
        n.utm_campaign) as page_link,
    h._fivetran_synced
from facebook_ads.ad_history as h
inner join ad_campaign as c on h.campaign_id = c.id
inner join ad_campaign_name as n on c.id = n.id and c.starts = n.named_on;

create table facebook_day as
select
    ad_id,
    account_id,
    sum(impressions)::bigint as impressions,
    sum(clicks)::bigint as inline_link_clicks,
    ceil(sum(impressions) * 0.71)::bigint as reach,
    sum(cost)::decimal(18, 2) as spend,
    sum(conversions)::bigint as conversions,
    day as date,
    morning_after(day) as _fivetran_synced
from ad_row
where platform = 'facebook_ads'
group by all;

create view facebook_ads.basic_ad as
with ranked as (
    select
        * exclude (conversions),
        row_number() over (order by u(concat('dirt:', ad_id, date)), ad_id, date) as r
    from facebook_day
),
altered as (
    select * replace (if(among(r, 201, 202), '120229999999999', ad_id) as ad_id) from ranked
)
select * exclude (r) from altered
union all by name
select * exclude (r) from altered where among(r, 1, 4)
union all by name
select * exclude (r) replace (
    impressions * 9 // 10 as impressions,
    inline_link_clicks // 2 as inline_link_clicks,
    (spend * 0.6)::decimal(18, 2) as spend,
    same_evening(date) as _fivetran_synced
)
from altered
where among(r, 5, 9);

-- Facebook reports the same lead under more than one action type.
create view facebook_ads.basic_ad_actions as
select
    ad_id,
    index,
    action_type,
    value::decimal(18, 2) as value,
    date,
    _fivetran_synced
from (
    select *, '0' as index, 'link_click' as action_type, inline_link_clicks as value
    from facebook_day
    union all
    select *, '1', 'lead', conversions
    from facebook_day
    union all
    select *, '2', 'offsite_conversion.fb_pixel_lead', conversions
    from facebook_day
    union all
    select *, '3', 'post_reaction',
        pick(concat('reaction:', ad_id, date), 3) * (impressions > 90)::int
    from facebook_day
)
where value > 0;
