-- GA4 as it lands. Dirt: exact duplicates, intraday rows later replaced by the daily ones under the
-- same id, events without a cookie (consent refused). What GA4
-- repeats on every event stands on the landing events only: tags, device and country.

create schema ga4;
create view ga4.event as
with marked as (
    select
        *,
        unnest(case
            when hex[17:19] < '008' then ['final', 'final']
            when hex[17:19] between '100' and '107' then ['intraday', 'final']
            else ['final']
        end) as state
    from event_row
)
select
    hex[1:16] as _fivetran_id,
    name,
    if(hex[17:19] between '200' and '211' and name in ('page_view', 'scroll') and form_id is null and query not like '?eid=%',
        null, user_pseudo_id) as user_pseudo_id,
    if((name = 'login' or item_path = '/app') and state = 'final', user_id, null) as user_id,
    if(is_landing, device, null) as device_category,
    if(is_landing, country, null) as geo_country,
    case
        when item_path in ('/app', '/login') then 'app.harrowfen.example'
        when name = 'session_start' then 'www.harrowfen.example'
    end as event_dimensions_hostname,
    if(is_landing, utm_source, null) as collected_traffic_source_manual_source,
    if(is_landing, utm_medium, null) as collected_traffic_source_manual_medium,
    if(is_landing, utm_campaign, null) as collected_traffic_source_manual_campaign_name,
    if(is_landing, utm_term, null) as collected_traffic_source_manual_term,
    if(is_landing, utm_content, null) as collected_traffic_source_manual_content,
    if(is_landing, gclid, null) as collected_traffic_source_gclid,
    ga_session_id::varchar as param_ga_session_id,
    session_number as param_ga_session_number,
    case
        when name = 'first_visit' then null
        when item_path in ('/app', '/login') then 'https://app.harrowfen.example' || page_path
        else concat(getvariable('site'), page_path, if(name = 'page_view' and is_landing, query, ''))
    end as param_page_location,
    case
        when is_landing then referrer
        when name = 'page_view' and slice(draw, 6) < 0.1 then getvariable('site') || path
    end as param_page_referrer,
    case
        when name in ('form_start', 'generate_lead') then coalesce(form_id, 'demo_request')
        when name = 'sign_up' then 'newsletter'
    end as param_form_id,
    if(name = 'page_view', form_id is not null or user_id is not null or position > 3
        or slice(draw, 2) >= 0.55, null) as param_session_engaged,
    if(name in ('scroll', 'generate_lead', 'file_download') or (name = 'page_view' and not is_landing),
        (2000 + 60000 * slice(draw, 7))::bigint + position * 137 - if(state = 'intraday', 900, 0), null)
        as param_engagement_time_msec,
    state = 'intraday' or berlin(moment)::date = getvariable('last_day') as is_intraday,
    berlin(moment)::date as date,
    moment as timestamp,
    berlin(moment)::date::timestamp + if(state = 'intraday', interval 23 hour, interval 28 hour)
        as _fivetran_synced
from marked;
