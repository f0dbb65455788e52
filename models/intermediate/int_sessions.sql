with

events as (
    select * from {{ ref('stg_ga4__event') }} where _fate = 'kept' {{ and_changed('stg_ga4__event', 'visitor_id') }}
),

read_events as (
    select
        *,
        {{ session_id('visitor_id', 'ga_session_id', 'occurred_at') }} as session_id,
        case
            when gclid is not null or {{ matches('page_location', "'[?&](gclid|gbraid|wbraid)='") }} then 'gclid'
            else nullif(regexp_extract(page_location, '[?&](msclkid|li_fat_id|fbclid|ttclid|twclid)=', 1), '')
        end as click_id,
        {{ url_host('page_referrer') }} as referrer_host,
        coalesce({{ url_host('page_location') }}, {{ url_host('hostname') }}) as page_host,
        {{ url_parameter('page_location', 'eid') }} as email_recipient_id,
        {{ is_about_subscription('event_name', 'cta_type', 'form_id') }} as is_about_subscription,
        -- Events of one instant have no order of their own; their ids give one that never changes.
        {{ sortable('occurred_at') }}
        || coalesce(event_id, concat_ws('|', event_name, page_location, page_referrer, source, medium, campaign))
            as event_order
    from events
),

-- A page of the site itself refers nobody, be it on a sub-domain.
referred_events as (
    select
        *,
        case
            when
                ('.' || referrer_host) not like ('%.' || coalesce(page_host, ''))
                and ('.' || coalesce(page_host, '')) not like ('%.' || referrer_host)
                then referrer_host
        end as outside_host
    from read_events
),

-- What an event tells of where its session came from: tags first, else an outside referrer.
traffic_events as (
    select
        *,
        coalesce(source, outside_host) as traffic_source,
        coalesce(medium, case when source is null and outside_host is not null then 'referral' end) as traffic_medium
    from referred_events
),

ordered_events as (
    select
        *,
        case when coalesce(traffic_source, traffic_medium, click_id) is not null then event_order end as traffic_order,
        case when coalesce(experiment_id, '') <> '' and coalesce(variant, '') <> '' then event_order end
            as experiment_order
    from traffic_events
),

sessions as (
    select
        session_id,
        visitor_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        -- All of the same event: the first of the session that says anything.
        -- A session without such an event is a direct visit, in GA4's words.
        coalesce(min_by(coalesce(traffic_source, ''), traffic_order), '(direct)') as source,
        coalesce(min_by(coalesce(traffic_medium, ''), traffic_order), '(none)') as medium,
        min_by(coalesce(campaign, ''), traffic_order) as campaign,
        min_by(coalesce(term, ''), traffic_order) as term,
        min_by(coalesce(content, ''), traffic_order) as content,
        min_by(coalesce(click_id, ''), traffic_order) as click_id,
        min_by(coalesce(outside_host, ''), traffic_order) as referrer_host,
        min_by(page_location, event_order) filter (where page_location is not null) as landing_page_url,
        min_by(device_category, event_order) filter (where device_category is not null) as device_category,
        min_by(country, event_order) filter (where country is not null) as country,
        max(user_id) as user_id,
        max(email_recipient_id) as email_recipient_id,
        count(*) as events,
        count_if(event_name = 'page_view') as page_views,
        count_if(event_name = 'generate_lead') as lead_events,
        count_if(event_name = 'sign_up') as sign_ups,
        count_if(event_name = 'login') as logins,
        count_if({{ is_conversion('event_name') }}) as conversions,
        count_if(is_about_subscription and {{ is_conversion('event_name') }}) as subscriptions,
        count_if(is_about_subscription and {{ is_cta_shown('event_name', 'cta_id') }}) as subscription_offers,
        -- All of the same event as well.
        min_by(experiment_id, experiment_order) filter (where experiment_order is not null) as experiment_id,
        min_by(variant, experiment_order) filter (where experiment_order is not null) as variant,
        min_by(coalesce(page_location, ''), experiment_order) filter (where experiment_order is not null)
            as experiment_page_url,
        min(occurred_at) filter (where event_name = 'generate_lead') as first_lead_event_at,
        sum(engagement_msec) as engagement_msec,
        coalesce(bool_or(is_session_engaged), false) as is_marked_engaged
    from ordered_events
    group by session_id, visitor_id
)

select * from sessions
