with

requests as (
    select
        *,
        {{ by_then('requested_at') }} as requested_by_at
    from {{ ref('int_lead_requests') }}
),

leads as (
    select * from {{ ref('fct_leads') }}
),

activities as (
    select * from {{ ref('fct_sales_activities') }}
),

-- Where no activity has landed at all, nobody knows whether a request was answered.
landed as (
    select count(*) > 0 as has_activities from activities
),

-- Of what is dated by day the hour is unknown: on the day of the request it may be the answer, which came between the
-- start of that day and its end.
answers as (
    select
        requests.person_id,
        activities.activity_type,
        {{ reporting_date('activities.completed_at') }} as answered_date,
        case when activities.completed_at = activities.done_by_at then activities.completed_at end as answered_at,
        activities.completed_at as answered_from_at,
        activities.done_by_at as answered_by_at
    from requests
    inner join activities on requests.person_id = activities.person_id
    where
        not activities.is_list_email
        and requests.requested_at <= activities.done_by_at
    qualify row_number() over (
        partition by requests.person_id order by activities.done_by_at, activities.logged_as, activities.activity_id
    ) = 1
),

timed as (
    select
        requests.person_id,
        requests.asked_by,
        requests.request,
        requests.requested_at,
        answers.answered_at,
        answers.answered_date,
        answers.activity_type,
        cast({{ dbt.datediff('requests.requested_by_at', 'answers.answered_from_at', 'second') }} as double) / 60
            as minutes_at_least,
        cast({{ dbt.datediff('requests.requested_at', 'answers.answered_by_at', 'second') }} as double) / 60
            as minutes_at_most,
        answers.answered_at is not null and requests.requested_at = requests.requested_by_at as is_timed,
        landed.has_activities
    from requests
    left join answers on requests.person_id = answers.person_id
    cross join landed
),

responses as (
    select
        timed.person_id,
        leads.account_id,
        leads.channel,
        leads.campaign_id,
        leads.program,
        leads.region,
        leads.industry,
        leads.company_size,
        leads.persona,
        leads.owner_id,
        timed.asked_by,
        timed.request,
        timed.requested_at,
        timed.answered_at,
        {{ reporting_date('timed.requested_at') }} as requested_date,
        timed.answered_date,
        timed.activity_type,
        case when timed.is_timed then timed.minutes_at_most end as response_minutes,
        case
            when not timed.has_activities then null
            when timed.minutes_at_most <= {{ var('response_sla_minutes') }} then true
            when timed.minutes_at_least <= {{ var('response_sla_minutes') }} then null
            else false
        end as is_within_sla,
        case when timed.has_activities then timed.answered_date is null end as is_never_answered
    from timed
    inner join leads on timed.person_id = leads.person_id
)

select * from responses
