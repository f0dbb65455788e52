with

web_events as (
    select * from {{ ref('int_web_events') }}
),

sessions as (
    select * from {{ ref('fct_sessions') }}
),

facts as (
    select
        web_events.event_id,
        web_events.session_id,
        web_events.person_id,
        sessions.channel,
        sessions.campaign_id,
        sessions.region,
        sessions.landing_page,
        web_events.event_name,
        web_events.form_id,
        web_events.cta_id,
        web_events.cta_type,
        web_events.page,
        web_events.is_conversion,
        web_events.is_cta_shown,
        web_events.engagement_msec,
        web_events.occurred_at,
        web_events.occurred_date
    from web_events
    inner join sessions on web_events.session_id = sessions.session_id
)

select * from facts
