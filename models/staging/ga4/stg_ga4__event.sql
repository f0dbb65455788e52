with

landed as (
    {{ landing('ga4', 'event') }}
),

renamed as (
    select
        -- ids
        _fivetran_id as event_id,
        user_pseudo_id as visitor_id,
        user_id,
        param_ga_session_id as ga_session_id,
        coalesce(collected_traffic_source_gclid, param_gclid) as gclid,
        param_form_id as form_id,
        param_experiment_id as experiment_id,
        param_cta_id as cta_id,
        -- text
        name as event_name,
        coalesce(collected_traffic_source_manual_source, {{ event_tag('param_source') }}) as source,
        coalesce(collected_traffic_source_manual_medium, {{ event_tag('param_medium') }}) as medium,
        coalesce(
            {{ event_tag('collected_traffic_source_manual_campaign_name') }},
            {{ event_tag('param_campaign') }},
            {{ google_campaign_id('param_page_location') }}
        ) as campaign,
        coalesce({{ event_tag('collected_traffic_source_manual_term') }}, {{ event_tag('param_term') }}) as term,
        coalesce({{ event_tag('collected_traffic_source_manual_content') }}, {{ event_tag('param_content') }})
            as content,
        param_page_location as page_location,
        -- GA4 marks pages that a domain of one's own, or one of the list of unwanted referrals, led to.
        case when not coalesce(param_ignore_referrer, false) then param_page_referrer end as page_referrer,
        event_dimensions_hostname as hostname,
        device_category,
        geo_country as country,
        param_variant as variant,
        param_cta_type as cta_type,
        -- numbers
        param_ga_session_number as session_number,
        param_engagement_time_msec as engagement_msec,
        -- booleans
        param_session_engaged as is_session_engaged,
        is_intraday,
        -- dates and timestamps
        timestamp as occurred_at,
        date as event_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
