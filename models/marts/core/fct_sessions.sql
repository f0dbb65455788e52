with

sessions as (
    -- What a server tells is no visit, and without a cookie (consent refused) events can't be told apart into any.
    select * from {{ ref('int_sessions') }} where session_id is not null
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'visitor'
),

people as (
    select * from {{ ref('int_people') }} where lead_session_id is not null
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

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

creatives as (
    select * from {{ ref('int_creatives') }} where is_named_by_id
),

lead_sessions as (
    select
        lead_session_id as session_id,
        count(*) as leads
    from people
    where {{ is_lead_by_form('lead_at', 'first_lead_event_at') }}
    group by lead_session_id
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

-- What visitors do here is unknown before the first event that tells of it, since each has to be tagged on the site.
told as (
    select
        min(started_at) filter (where conversions > 0) as conversions_from,
        min(started_at) filter (where lead_events > 0) as leads_from,
        min(started_at) filter (where sign_ups > 0) as sign_ups_from,
        min(started_at) filter (where logins > 0) as logins_from,
        min(started_at) filter (where subscriptions > 0) as subscriptions_from,
        min(started_at) filter (where subscription_offers > 0) as offers_from
    from sessions
),

-- A variant counts on the landing page alone; one of a later page has no say in where the session began.
tested as (
    select
        *,
        {{ reporting_date('started_at') }} as session_date,
        coalesce({{ url_path('landing_page_url') }}, '(none)') as landing_page,
        experiment_id is not null
        and coalesce({{ url_path("nullif(experiment_page_url, '')") }}, landing_page) = landing_page as is_in_test
    from sessions
),

placed as (
    select
        tested.session_id,
        -- A cookie is personal data, its fingerprint tells visitors apart as well.
        md5(tested.visitor_id) as visitor_key,
        identities.person_id,
        tested.started_at,
        tested.session_date,
        traffic.channel,
        coalesce(traffic.campaign_id, '(none)') as campaign_id,
        coalesce(campaigns.program, '(none)') as program,
        {{ social_network('traffic.channel', 'tested.source', 'tested.click_id') }} as network,
        nullif(tested.source, '') as source,
        nullif(tested.medium, '') as medium,
        coalesce(lower(nullif(tested.term, '')), '(none)') as keyword,
        coalesce(creatives.creative, '(none)') as creative,
        nullif(tested.content, '') as content,
        coalesce(nullif(tested.referrer_host, ''), '(none)') as referrer_host,
        tested.landing_page,
        case when tested.is_in_test then tested.experiment_id else '(none)' end as experiment_id,
        case when tested.is_in_test then tested.experiment_id || ': ' || tested.variant else '(none)' end as variant,
        coalesce(tested.device_category, 'Unknown') as device_category,
        countries.country_code,
        coalesce(countries.region, 'Unknown') as region,
        tested.events,
        cast(tested.page_views as bigint) as page_views,
        {{ dbt.datediff('tested.started_at', 'tested.ended_at', 'second') }} as duration_seconds,
        -- GA4: ten seconds of attention, a second page, or a conversion.
        (
            tested.is_marked_engaged
            or coalesce(tested.engagement_msec, 0) >= 10000
            or tested.page_views >= 2
            or tested.conversions > 0
        ) as is_engaged,
        case when tested.started_at >= told.conversions_from then tested.conversions > 0 end as is_converted,
        case
            when tested.started_at >= told.leads_from and tested.session_date <= landed_until.leads_until
                then coalesce(lead_sessions.leads, 0) > 0
        end as is_lead_created,
        case when tested.started_at >= told.leads_from then tested.lead_events > 0 end as has_lead_event,
        case when tested.started_at >= told.sign_ups_from then tested.sign_ups > 0 end as has_sign_up,
        case when tested.started_at >= told.logins_from then tested.logins > 0 end as has_login,
        cast(case when tested.started_at >= told.subscriptions_from then tested.subscriptions end as bigint)
            as subscriptions,
        case
            when tested.started_at >= told.offers_from and tested.started_at >= told.conversions_from
                then tested.subscription_offers + tested.subscriptions > 0
        end as is_offered_subscription,
        coalesce(channels.is_paid, false) as is_paid,
        {{ is_ad_click('traffic.medium', 'traffic.click_id') }} as is_ad_click
    from tested
    cross join told
    cross join landed_until
    left join identities on tested.visitor_id = identities.node_id
    left join lead_sessions on tested.session_id = lead_sessions.session_id
    left join traffic
        on
            {{ traffic_key(
                "''", 'tested.source', 'tested.medium', 'tested.campaign', 'tested.click_id', 'tested.referrer_host'
            ) }} = traffic.traffic_key
    left join channels on traffic.channel = channels.channel
    left join campaigns on coalesce(traffic.campaign_id, '(none)') = campaigns.campaign_id
    left join creatives on tested.content = creatives.ad_id
    left join countries on lower(tested.country) = countries.country_name
)

select * from placed
