{%- set of_traffic = [
    'traffic_source', 'traffic_medium', 'campaign', 'term', 'content', 'click_id', 'referrer_host'] -%}
{%- set firsts = of_traffic[2:] + [
    'landing_page_url', 'device_category', 'country', 'experiment_id', 'variant', 'experiment_page_url'
] -%}
{%- set subscription_actions = var('subscription_actions') | map('lower') | unique | list -%}
with

events as (
    select * from {{ ref('stg_ga4__event') }} where _fate = 'kept' {{ and_changed('stg_ga4__event', 'visitor_id') }}
),

read_events as (
    select
        *,
        {{ session_id('visitor_id', 'ga_session_id', 'occurred_at') }} as session_id,
        {{ click_id('gclid', 'page_location') }} as click_id,
        {{ url_host('page_referrer') }} as referring_host,
        case
            when page_referrer is not null then coalesce({{ url_host('page_location') }}, {{ url_host('hostname') }})
        end as page_host,
        {{ subject('event_name', 'cta_type', 'form_id') }} as subject,
        {{ order_in_instant() }} as order_in_instant
    from events
),

-- A page of the site itself refers nobody, be it on a sub-domain.
referred_events as (
    select
        *,
        -- Most pages follow one of the same host: the domain is looked for where it must be.
        case
            when referring_host is null or referring_host = page_host then null
            when not coalesce({{ is_one_site('referring_host', 'page_host') }}, false) then referring_host
        end as referrer_host
    from read_events
),

-- What an event tells of where its session came from: tags first, else an outside referrer.
telling_events as (
    select
        *,
        coalesce(source, referrer_host) as traffic_source,
        coalesce(medium, case when source is null and referrer_host is not null then 'referral' end) as traffic_medium,
        coalesce(traffic_source, traffic_medium, click_id) is not null as tells_traffic,
        coalesce(experiment_id, '') <> '' and coalesce(variant, '') <> '' as tells_experiment
    from referred_events
),

-- Numbers and moments alone, since DuckDB keeps what groups hold as text in memory, however much it is.
measured as (
    select
        session_id,
        visitor_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        min(occurred_at) filter (where tells_traffic) as traffic_at,
        min(occurred_at) filter (where tells_experiment) as experiment_at,
        min(occurred_at) filter (where page_location is not null) as page_at,
        min(occurred_at) filter (where device_category is not null) as device_at,
        min(occurred_at) filter (where country is not null) as country_at,
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
        count_if(
            subject in ('{{ subscription_actions | join("', '") }}') and {{ is_cta_shown('event_name', 'cta_id') }}
        ) as subscription_offers,
        min(occurred_at) filter (where {{ is_lead_event('event_name') }}) as first_lead_event_at,
        sum(engagement_msec) as engagement_msec,
        coalesce(bool_or(is_session_engaged), false) as is_marked_engaged
    from telling_events
    group by session_id, visitor_id
),

-- The events of the moments at which a visit tells something first.
first_events as (
    select
        events.session_id,
        events.occurred_at,
        events.order_in_instant,
        {%- for column in of_traffic %}
        case when events.tells_traffic then coalesce(events.{{ column }}, '') end as {{ column }},
        {%- endfor %}
        events.page_location as landing_page_url,
        events.device_category,
        events.country,
        case when events.tells_experiment then events.experiment_id end as experiment_id,
        case when events.tells_experiment then events.variant end as variant,
        case when events.tells_experiment then coalesce(events.page_location, '') end as experiment_page_url
    from telling_events as events
    inner join measured on events.session_id = measured.session_id
    where events.occurred_at in (
        measured.started_at, measured.traffic_at, measured.experiment_at,
        measured.page_at, measured.device_at, measured.country_at
    )
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
            partition by session_id order by occurred_at, order_in_instant
            rows between unbounded preceding and unbounded following
        )
    qualify row_number() over (partition by session_id order by occurred_at, order_in_instant) = 1
),

-- What has no cookie is no visit and tells nothing. A session without traffic is a direct visit, in GA4's words.
sessions as (
    select
        measured.session_id,
        measured.visitor_id,
        measured.started_at,
        measured.ended_at,
        coalesce(told.traffic_source, '(direct)') as source,
        coalesce(told.traffic_medium, '(none)') as medium,
        {%- for column in firsts %}
        told.{{ column }},
        {%- endfor %}
        measured.events, measured.page_views, measured.engagement_msec, measured.is_marked_engaged,
        measured.lead_events, measured.first_lead_event_at, measured.sign_ups, measured.logins,
        measured.conversions, measured.subscriptions, measured.subscription_offers
    from measured
    left join told on measured.session_id = told.session_id
)

select * from sessions
