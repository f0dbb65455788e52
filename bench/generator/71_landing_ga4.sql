-- GA4 as it lands. Dirt: exact duplicates, intraday rows later replaced by the daily ones under the
-- same id, events without a cookie (consent refused). What GA4 repeats on every event stands on the
-- landing events only: tags, device and country. Calls to action are events of the company's own
-- (`cta_view`, `cta_complete`); a form or a sign-up that completes one carries its id as well.

create schema ga4;
create view ga4.event as
select
    event_id as _fivetran_id,
    name,
    user_pseudo_id,
    if(is_app and not is_intraday, user_id, null) as user_id,
    if(is_landing, device, null) as device_category,
    if(is_landing, country, null) as geo_country,
    case
        when is_app then 'app.harrowfen.example'
        when name = 'session_start' then 'www.harrowfen.example'
    end as event_dimensions_hostname,
    if(is_landing, utm_source, null) as collected_traffic_source_manual_source,
    if(is_landing, utm_medium, null) as collected_traffic_source_manual_medium,
    if(is_landing, utm_campaign, null) as collected_traffic_source_manual_campaign_name,
    if(is_landing, utm_term, null) as collected_traffic_source_manual_term,
    if(is_landing, utm_content, null) as collected_traffic_source_manual_content,
    if(is_landing, gclid, null) as collected_traffic_source_gclid,
    null::varchar as param_source,
    null::varchar as param_medium,
    null::varchar as param_campaign,
    null::varchar as param_term,
    null::varchar as param_content,
    null::varchar as param_gclid,
    ga_session_id as param_ga_session_id,
    session_number as param_ga_session_number,
    case
        when name = 'first_visit' then null
        when is_app then 'https://app.harrowfen.example' || page_path
        when name = 'page_view' and is_landing then getvariable('site') || page_path || query
        else getvariable('site') || page_path
    end as param_page_location,
    case
        when is_landing then referrer
        when name = 'page_view' and slice(draw, 7) < 0.1 then getvariable('site') || path
    end as param_page_referrer,
    null::varchar as param_ignore_referrer,
    case
        when name in ('form_start', 'generate_lead') then coalesce(form_id, 'demo_request')
        when name = 'sign_up' then 'newsletter'
    end as param_form_id,
    if(is_landing and name = 'page_view', experiment_id, null) as param_experiment_id,
    if(is_landing and name = 'page_view', variant, null) as param_variant,
    if(is_action, cta_id, null) as param_cta_id,
    if(is_action, action_type(cta_id), null) as param_cta_type,
    case
        when name = 'cta_complete' then true
        when name <> 'page_view' then null
        when is_intraday then false
        else form_id is not null or user_id is not null or not is_landing or slice(draw, 2) >= 0.55
    end as param_session_engaged,
    if(name in ('scroll', 'generate_lead', 'file_download')
        or (name = 'page_view' and not is_landing),
        2000 + floor(60000 * slice(draw, 7))::bigint + 137 * second, null)
        as param_engagement_time_msec,
    is_intraday or day = getvariable('last_day') as is_intraday,
    day as date,
    happened_at as timestamp,
    day::timestamp + if(is_intraday, interval 23 hour, interval 28 hour) as _fivetran_synced
from event_row;
