{%- set subscription_actions = var('subscription_actions') | map('lower') | unique | list -%}
with

events as (
    select * from {{ ref('int_session_events') }}
    where true {{ and_changed('stg_ga4__event', 'visitor_id', ['int_session_events']) }}
),

session_counts as (
    select
        session_id,
        visitor_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        min(event_key) filter (where tells_traffic) as traffic_key,
        min(event_key) filter (where tells_experiment) as experiment_key,
        min(event_key) filter (where page_location is not null) as page_key,
        min(event_key) filter (where device_category is not null) as device_key,
        min(event_key) filter (where country is not null) as country_key,
        count(*) as events,
        count_if(event_name = 'page_view') as page_views,
        count_if({{ is_lead_event('event_name') }}) as lead_events,
        count_if(event_name = 'sign_up') as sign_ups,
        count_if(event_name = 'login') as logins,
        count_if({{ is_conversion('event_name') }}) as conversions,
        -- A form can send several events, and be sent again.
        0 {%- for action in subscription_actions %}
        + max(case when subject = '{{ action }}' and {{ is_conversion('event_name') }} then 1 else 0 end)
        {%- endfor %} as subscriptions,
        count_if(subject in ('{{ subscription_actions | join("', '") }}') and is_cta_shown) as subscription_offers,
        min(occurred_at) filter (where {{ is_lead_event('event_name') }}) as first_lead_event_at,
        sum(engagement_msec) as engagement_msec,
        coalesce(bool_or(is_session_engaged), false) as is_marked_engaged
    from events
    group by session_id, visitor_id
)

select * from session_counts
