with

events as (
    select * from {{ ref('stg_ga4__event') }} where _fate = 'kept'
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'visitor'
),

web_events as (
    select
        events.event_id,
        {{ session_id('events.visitor_id', 'events.ga_session_id', 'events.occurred_at', 'events.page_location') }}
            as session_id,
        identities.person_id,
        events.event_name,
        events.form_id,
        nullif(events.cta_id, '') as cta_id,
        lower(nullif(events.cta_type, '')) as cta_type,
        {{ url_path('events.page_location') }} as page,
        {{ is_conversion('events.event_name') }} as is_conversion,
        {{ is_cta_shown('events.event_name', "nullif(events.cta_id, '')") }} as is_cta_shown,
        events.engagement_msec,
        events.occurred_at,
        {{ reporting_date('events.occurred_at') }} as occurred_date
    from events
    left join identities on events.visitor_id = identities.node_id
    -- Without a cookie (consent mode) an event is of no visit.
    where events.visitor_id is not null
)

select * from web_events
