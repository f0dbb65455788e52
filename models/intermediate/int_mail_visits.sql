{%- set minutes = 30 -%}
with

sessions as (
    select * from {{ ref('int_session_touches') }} where channel = 'Email'
),

clicks as (
    select * from {{ ref('int_logged_touches') }} where touch_type = 'email_click'
),

-- A visit begins seconds after the click, or as late as the clocks of two systems are apart; a mail of the morning is
-- no reason for a visit of the evening. Campaigns tell them apart only where both are known.
near as (
    select
        clicks.touchpoint_id,
        clicks.campaign_id as clicked_campaign_id,
        sessions.session_id,
        sessions.campaign_id,
        abs({{ dbt.datediff('clicks.touched_at', 'sessions.touched_at', 'second') }}) as seconds_apart
    from clicks
    inner join sessions
        on
            clicks.person_id = sessions.person_id
            and {{ dbt.dateadd('minute', -minutes, 'clicks.touched_at') }} <= sessions.touched_at
            and {{ dbt.dateadd('minute', minutes, 'clicks.touched_at') }} >= sessions.touched_at
            and coalesce(clicks.campaign_id = sessions.campaign_id, true)
),

nearest as (
    select * from near
    qualify row_number() over (
        partition by touchpoint_id
        order by case when clicked_campaign_id = campaign_id then 0 else 1 end, seconds_apart, session_id
    ) = 1
),

-- A visit that names no campaign is of that of the click.
named as (
    select
        touchpoint_id,
        clicked_campaign_id,
        session_id,
        coalesce(campaign_id, {{ first_known('clicked_campaign_id') }} over nearest_first) as campaign_id
    from nearest
    window
        nearest_first as (
            partition by session_id order by seconds_apart, touchpoint_id
            rows between unbounded preceding and unbounded following
        )
),

visits as (
    select
        touchpoint_id,
        session_id,
        campaign_id
    from named
    where coalesce(clicked_campaign_id = campaign_id, true)
)

select * from visits
