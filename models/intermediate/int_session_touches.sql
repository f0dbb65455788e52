with

sessions as (
    select * from {{ ref('int_sessions') }} where session_id is not null
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'visitor'
),

traffic as (
    select * from {{ ref('int_traffic') }}
),

creatives as (
    select * from {{ ref('int_creatives') }} where is_named_by_id
),

touches as (
    select
        sessions.session_id,
        identities.person_id,
        sessions.started_at as touched_at,
        case
            when {{ is_ad_click('traffic.medium', 'traffic.click_id') }} then 'ad_click'
            else 'session'
        end as touch_type,
        traffic.medium,
        traffic.channel,
        traffic.campaign_id,
        nullif(sessions.content, '') as content,
        creatives.creative,
        lower(nullif(sessions.term, '')) as keyword,
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
    left join creatives on sessions.content = creatives.ad_id
)

select * from touches
