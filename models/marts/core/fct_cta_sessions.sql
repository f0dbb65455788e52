with

sessions as (
    select * from {{ ref('fct_sessions') }}
),

web_events as (
    select * from {{ ref('fct_web_events') }} where cta_id is not null or is_conversion
),

-- An action whose showing no event tells, or not yet, has no rate: all who are seen with it have completed it.
tracked as (
    select
        cta_id,
        coalesce(max(cta_type), 'other') as cta_type,
        min(occurred_at) filter (where is_cta_shown) as told_from
    from web_events
    group by cta_id
    having bool_or(is_cta_shown)
),

told as (
    select
        web_events.session_id,
        case when web_events.occurred_at >= tracked.told_from then tracked.cta_id end as cta_id,
        case when web_events.occurred_at >= tracked.told_from then tracked.cta_type end as cta_type,
        web_events.is_conversion
    from web_events
    left join tracked on web_events.cta_id = tracked.cta_id
),

-- Who completed an action was shown it, whatever became of the event that says so.
acted as (
    select
        session_id,
        coalesce(cta_id, '(none)') as cta_id,
        coalesce(cta_type, '(none)') as cta_type,
        bool_or(is_conversion) as is_converted
    from told
    where cta_id is not null or is_conversion
    group by session_id, coalesce(cta_id, '(none)'), coalesce(cta_type, '(none)')
),

placed as (
    select
        sessions.session_id,
        coalesce(acted.cta_id, '(none)') as cta_id,
        coalesce(acted.cta_type, '(none)') as cta_type,
        sessions.visitor_key,
        sessions.session_date,
        sessions.channel,
        sessions.campaign_id,
        sessions.program,
        sessions.region,
        sessions.device_category,
        sessions.landing_page,
        acted.cta_id is not null and acted.cta_id <> '(none)' as is_shown,
        case when sessions.is_converted is not null then coalesce(acted.is_converted, false) end as is_converted
    from sessions
    left join acted on sessions.session_id = acted.session_id
)

select * from placed
