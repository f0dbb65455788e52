with

sessions as (
    select * from {{ ref('int_session_touches') }}
),

logged as (
    select
        *,
        coalesce(campaign_id, touchpoint_id) as event
    from {{ ref('int_logged_touches') }}
),

-- The CRM knows a form that was sent as a response: to the campaign of its visit, else as one of that day.
form_responses as (
    select
        sessions.person_id,
        sessions.form_date,
        logged.campaign_id,
        logged.event
    from sessions
    inner join logged
        on
            sessions.person_id = logged.person_id
            and sessions.form_date = logged.touched_date
            and logged.touch_type = 'campaign_response'
    qualify row_number() over (
        partition by sessions.person_id, sessions.form_date
        order by
            case when logged.campaign_id = sessions.campaign_id then 0 else 1 end,
            case when logged.campaign_id is null then 1 else 0 end,
            logged.touchpoint_id
    ) = 1
),

-- The visit tells where the person came from; for which campaign, the response tells where the visit does not.
session_touches as (
    select
        'session:' || sessions.session_id as touchpoint_id,
        sessions.person_id,
        sessions.touched_at,
        {{ reporting_date('sessions.touched_at') }} as touched_date,
        sessions.touch_type,
        sessions.channel,
        coalesce(sessions.campaign_id, form_responses.campaign_id) as campaign_id,
        sessions.creative,
        sessions.keyword,
        sessions.landing_page,
        sessions.network,
        1 as precedence
    from sessions
    left join form_responses
        on sessions.person_id = form_responses.person_id and sessions.form_date = form_responses.form_date
),

other_touches as (
    select
        logged.touchpoint_id,
        logged.person_id,
        logged.touched_at,
        logged.touched_date,
        logged.touch_type,
        logged.channel,
        logged.campaign_id,
        cast(null as {{ dbt.type_string() }}) as creative,
        cast(null as {{ dbt.type_string() }}) as keyword,
        cast(null as {{ dbt.type_string() }}) as landing_page,
        logged.network,
        logged.precedence
    from logged
    left join form_responses
        on logged.person_id = form_responses.person_id and logged.touched_date = form_responses.form_date
    where
        logged.touch_type <> 'campaign_response'
        or form_responses.event is null
        or logged.event <> form_responses.event
),

stacked as (
    select * from session_touches
    union all
    select * from other_touches
),

-- What several systems saw of one person, campaign and day is one event, told by the one that saw most of it; visits
-- are told apart by their cookies' clocks and stay.
touchpoints as (
    select * from stacked
    qualify
        precedence = 1
        or row_number() over (
            partition by person_id, touched_date, coalesce(campaign_id, touchpoint_id)
            order by precedence, touched_at, touchpoint_id
        ) = 1
)

select * from touchpoints
