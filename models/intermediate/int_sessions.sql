{%- set changed = and_changed('stg_ga4__event', 'visitor_id', ['int_session_events', 'int_session_counts']) -%}
{%- set of_traffic = [
    'traffic_source', 'traffic_medium', 'campaign', 'term', 'content', 'click_id', 'referrer_host'] -%}
{%- set firsts = of_traffic[2:] + [
    'landing_page_url', 'device_category', 'country', 'experiment_id', 'variant', 'experiment_page_url'
] -%}
with

events as (
    select * from {{ ref('int_session_events') }} where true {{ changed }}
),

counts as (
    select * from {{ ref('int_session_counts') }} where true {{ changed }}
),

-- The events that are the first of their visit to tell something. Numbers alone are looked up: joined with sessions,
-- all events would have to leave memory.
first_keys as (
    {%- for thing in ['traffic', 'experiment', 'page', 'device', 'country'] %}
    select {{ thing }}_key as event_key from counts
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

first_events as (
    select
        session_id,
        event_key,
        {%- for column in of_traffic %}
        case when tells_traffic then coalesce({{ column }}, '') end as {{ column }},
        {%- endfor %}
        page_location as landing_page_url,
        device_category,
        country,
        case when tells_experiment then experiment_id end as experiment_id,
        case when tells_experiment then variant end as variant,
        case when tells_experiment then coalesce(page_location, '') end as experiment_page_url
    from events
    where event_key in (select event_key from first_keys)
),

-- What traffic tells is all of one event, the first of the session that says anything; so is what an experiment does.
told as (
    select
        {%- for column in of_traffic[:2] + firsts %}
        {{ first_known(column) }} over visit as {{ column }},
        {%- endfor %}
        session_id
    from first_events
    window
        visit as (
            partition by session_id order by event_key
            rows between unbounded preceding and unbounded following
        )
    qualify row_number() over (partition by session_id order by event_key) = 1
),

-- What has no session is no visit and tells nothing. A session without traffic is a direct visit, in GA4's words.
sessions as (
    select
        counts.session_id,
        counts.visitor_id,
        counts.started_at,
        counts.ended_at,
        coalesce(told.traffic_source, '(direct)') as source,
        coalesce(told.traffic_medium, '(none)') as medium,
        {%- for column in firsts %}
        told.{{ column }},
        {%- endfor %}
        counts.events, counts.page_views, counts.engagement_msec, counts.is_marked_engaged,
        counts.lead_events, counts.first_lead_event_at, counts.sign_ups, counts.logins,
        counts.conversions, counts.subscriptions, counts.subscription_offers
    from counts
    left join told on counts.session_id = told.session_id
)

select * from sessions
