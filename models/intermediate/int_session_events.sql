with

events as (
    select * from {{ ref('stg_ga4__event') }} where _fate = 'kept'
),

read_events as (
    select
        *,
        {{ session_id('visitor_id', 'ga_session_id', 'occurred_at', 'page_location') }} as session_id,
        {{ click_id('gclid', 'page_location') }} as click_id,
        {{ url_host('page_referrer') }} as referring_host,
        case
            when page_referrer is not null then coalesce({{ url_host('page_location') }}, {{ url_host('hostname') }})
        end as page_host,
        {{ subject('event_name', 'cta_type', 'form_id') }} as subject
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
        end as referrer_host,
        -- Events of one instant have no order of their own, and those that start a visit often lack its tags.
        case when coalesce(source, medium) is null then 2 else 0 end
        + case when click_id is null then 1 else 0 end as rank_in_instant
    from read_events
),

session_events as (
    select
        session_id,
        visitor_id,
        {{ moment_key('occurred_at', 'rank_in_instant', event_text()) }} as event_key,
        event_name,
        subject,
        occurred_at,
        coalesce(source, referrer_host) as traffic_source,
        coalesce(medium, case when source is null and referrer_host is not null then 'referral' end) as traffic_medium,
        campaign,
        term,
        content,
        click_id,
        referrer_host,
        coalesce(traffic_source, traffic_medium, click_id) is not null as tells_traffic,
        page_location,
        device_category,
        country,
        experiment_id,
        variant,
        coalesce(experiment_id, '') <> '' and coalesce(variant, '') <> '' as tells_experiment,
        {{ is_cta_shown('event_name', 'cta_id') }} as is_cta_shown,
        engagement_msec,
        is_session_engaged
    from referred_events
)

select * from session_events
