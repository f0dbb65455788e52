with

sessions as (
    select * from {{ ref('int_session_touches') }}
),

responses as (
    select * from {{ ref('int_campaign_responses') }} where person_id is not null and responded_date is not null
),

campaign_channels as (
    select * from {{ ref('int_campaign_channels') }}
),

activities as (
    select * from {{ ref('int_sales_activities') }} where person_id is not null and completed_at is not null
),

marketing_activities as (
    select * from {{ ref('marketing_activities') }}
),

-- The CRM knows a form that was sent as a response.
form_responses as (
    select
        sessions.person_id,
        sessions.form_date,
        min_by(responses.campaign_id, responses.campaign_member_id) filter (where responses.campaign_id is not null)
            as campaign_id
    from sessions
    inner join responses
        on sessions.person_id = responses.person_id and sessions.form_date = responses.responded_date
    group by sessions.person_id, sessions.form_date
),

-- The visit tells where the person came from; for which campaign, the response tells where the visit does not.
session_touches as (
    select
        sessions.touchpoint_id,
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

response_touches as (
    select
        'response:' || responses.campaign_member_id as touchpoint_id,
        responses.person_id,
        {{ start_of_day('responses.responded_date') }} as touched_at,
        responses.responded_date as touched_date,
        'campaign_response' as touch_type,
        coalesce(campaign_channels.channel, 'Unassigned') as channel,
        responses.campaign_id,
        coalesce(campaign_channels.network, '(none)') as network,
        3 as precedence
    from responses
    left join campaign_channels on responses.campaign_id = campaign_channels.campaign_id
    left join form_responses
        on responses.person_id = form_responses.person_id and responses.responded_date = form_responses.form_date
    where form_responses.person_id is null
),

activity_touches as (
    select
        'activity:' || activities.task_id as touchpoint_id,
        activities.person_id,
        activities.completed_at as touched_at,
        {{ reporting_date('activities.completed_at') }} as touched_date,
        'marketing_activity' as touch_type,
        marketing_activities.channel,
        cast(null as {{ dbt.type_string() }}) as campaign_id,
        '(none)' as network,
        4 as precedence
    from activities
    inner join marketing_activities on lower(activities.activity_type) = marketing_activities.activity_type
),

-- A further source of touches is a branch more here; clicks of marketing e-mails have precedence 2.
stacked as (
    select * from session_touches
    {%- for source in ['response_touches', 'activity_touches'] %}
    union all
    select
        touchpoint_id,
        person_id,
        touched_at,
        touched_date,
        touch_type,
        channel,
        campaign_id,
        cast(null as {{ dbt.type_string() }}) as creative,
        cast(null as {{ dbt.type_string() }}) as keyword,
        cast(null as {{ dbt.type_string() }}) as landing_page,
        network,
        precedence
    from {{ source }}
    {%- endfor %}
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
