-- A session is a visit as GA4 counts them: a cookie and one of its session ids, or its day where
-- consent mode withholds the id of a page that was seen. A failure means that traffic, and every rate
-- over sessions, is too high or too low.
with

events as (
    select
        visitor_id,
        coalesce(
            ga_session_id, cast(cast(occurred_at as date) as {{ dbt.type_string() }})
        ) as visit_id
    from {{ ref('stg_ga4__event') }}
    where _fate = 'kept' and visitor_id is not null and (ga_session_id is not null or page_location is not null)
),

sessions as (
    select * from {{ ref('fct_sessions') }}
),

compared as (
    select
        (select count(*) from sessions) as sessions,
        (select sum(events) from sessions) as session_events,
        (select count(distinct visitor_key) from sessions) as session_visitors,
        count(distinct visitor_id || ' ' || visit_id) as visits,
        count(*) as visit_events,
        count(distinct visitor_id) as visitors
    from events
),

different as (
    select *
    from compared
    where
        sessions <> visits
        or coalesce(session_events, 0) <> visit_events
        or session_visitors <> visitors
)

select * from different
