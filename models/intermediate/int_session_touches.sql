with

sessions as (
    select * from {{ ref('int_sessions') }}
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

ads as (
    select * from {{ ref('int_ads') }}
),

-- An id that two platforms use names no ad.
ad_keys as (
    select
        ad_id,
        min(platform || ':' || ad_id) as ad_key
    from ads
    group by ad_id
    having count(distinct platform) = 1
),

touches as (
    select
        'session:' || sessions.session_id as touchpoint_id,
        identities.person_id,
        sessions.started_at as touched_at,
        case when channels.is_paid then 'ad_click' else 'session' end as touch_type,
        traffic.channel,
        traffic.campaign_id,
        coalesce(ad_keys.ad_key, nullif(sessions.content, '')) as creative,
        nullif(lower(trim(sessions.term)), '') as keyword,
        {{ url_path('sessions.landing_page_url') }} as landing_page,
        {{ social_network('traffic.channel', 'sessions.source', 'sessions.click_id') }} as network,
        {{ reporting_date('sessions.first_lead_event_at') }} as form_date
    from sessions
    inner join identities on sessions.visitor_id = identities.node_id
    inner join traffic
        on
            {{ traffic_key(
                "''", 'sessions.source', 'sessions.medium', 'sessions.campaign',
                'sessions.click_id', 'sessions.referrer_host'
            ) }} = traffic.traffic_key
    left join channels on traffic.channel = channels.channel
    left join ad_keys on sessions.content = ad_keys.ad_id
)

select * from touches
