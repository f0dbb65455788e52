with

sessions as (
    -- Without a cookie (consent refused) events can't be told apart into visits.
    select * from {{ ref('int_sessions') }} where visitor_id is not null
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'visitor'
),

traffic as (
    select * from {{ ref('int_traffic') }}
),

channels as (
    select * from {{ ref('channels') }}
),

countries as (
    select * from {{ ref('countries') }}
),

placed as (
    select
        sessions.session_id,
        -- A cookie is personal data, its fingerprint tells visitors apart as well.
        md5(sessions.visitor_id) as visitor_key,
        identities.person_id,
        sessions.started_at,
        {{ reporting_date('sessions.started_at') }} as session_date,
        traffic.channel,
        coalesce(traffic.campaign_id, '(none)') as campaign_id,
        nullif(sessions.source, '') as source,
        nullif(sessions.medium, '') as medium,
        nullif(sessions.term, '') as keyword,
        nullif(sessions.content, '') as content,
        nullif(sessions.referrer_host, '') as referrer_host,
        {{ url_path('sessions.landing_page_url') }} as landing_page,
        sessions.device_category,
        countries.country_code,
        coalesce(countries.region, 'Unknown') as region,
        sessions.events,
        cast(sessions.page_views as bigint) as page_views,
        {{ dbt.datediff('sessions.started_at', 'sessions.ended_at', 'second') }} as duration_seconds,
        -- GA4: ten seconds of attention, a second page, or a conversion.
        (
            sessions.is_marked_engaged
            or coalesce(sessions.engagement_msec, 0) >= 10000
            or sessions.page_views >= 2
            or sessions.lead_events > 0
        ) as is_engaged,
        sessions.lead_events > 0 as has_lead_event,
        sessions.sign_ups > 0 as has_sign_up,
        sessions.logins > 0 as has_login,
        coalesce(channels.is_paid, false) as is_paid
    from sessions
    left join identities on sessions.visitor_id = identities.node_id
    left join traffic
        on
            {{ traffic_key(
                "''", 'sessions.source', 'sessions.medium', 'sessions.campaign',
                'sessions.click_id', 'sessions.referrer_host'
            ) }} = traffic.traffic_key
    left join channels on traffic.channel = channels.channel
    left join countries on lower(sessions.country) = countries.country_name
)

select * from placed
