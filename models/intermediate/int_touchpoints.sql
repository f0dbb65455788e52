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

mail_visits as (
    select * from {{ ref('int_mail_visits') }}
),

mail_campaigns as (
    select distinct
        session_id,
        campaign_id
    from mail_visits
),

-- Of the visit that a click in a mail opened, the click tells the campaign where the visit does not.
visits as (
    select
        sessions.*,
        coalesce(sessions.campaign_id, mail_campaigns.campaign_id) as known_campaign_id
    from sessions
    left join mail_campaigns on sessions.session_id = mail_campaigns.session_id
),

-- The CRM knows a form that was sent as a response: to the campaign of its visit, else as one of that day.
form_responses as (
    select
        visits.person_id,
        visits.form_date,
        logged.campaign_id,
        logged.event
    from visits
    inner join logged
        on
            visits.person_id = logged.person_id
            and visits.form_date = logged.touched_date
            and logged.touch_type = 'campaign_response'
    qualify row_number() over (
        partition by visits.person_id, visits.form_date
        order by
            case when logged.campaign_id = visits.known_campaign_id then 0 else 1 end,
            case when logged.campaign_id is null then 1 else 0 end,
            logged.touchpoint_id
    ) = 1
),

-- The visit tells where the person came from; for which campaign, the response tells where the visit does not.
session_touches as (
    select
        'session:' || visits.session_id as touchpoint_id,
        visits.person_id,
        visits.touched_at,
        {{ reporting_date('visits.touched_at') }} as touched_date,
        visits.touch_type,
        visits.channel,
        coalesce(visits.known_campaign_id, form_responses.campaign_id) as campaign_id,
        visits.creative,
        visits.keyword,
        visits.landing_page,
        visits.network,
        1 as precedence
    from visits
    left join form_responses
        on visits.person_id = form_responses.person_id and visits.form_date = form_responses.form_date
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
    left join mail_visits on logged.touchpoint_id = mail_visits.touchpoint_id
    where
        mail_visits.touchpoint_id is null
        and (
            logged.touch_type <> 'campaign_response'
            or form_responses.event is null
            or logged.event <> form_responses.event
        )
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
