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
    select * from {{ ref('fct_sales_activities') }} where completed_at is not null and not is_list_email
),

span as (
    select * from {{ ref('int_data_span') }}
),

-- Whether a request was answered nobody knows before the first and after the last day of which an activity has landed.
-- One that is done, but dated ahead of all that has landed, tells of no day until then; and meetings, which the
-- calendar has of all years, tell of no calls and mails where these are logged.
landed as (
    select
        coalesce(
            min({{ reporting_date('activities.completed_at') }}) filter (where activities.logged_as = 'task'),
            min({{ reporting_date('activities.completed_at') }})
        ) as first_date,
        coalesce(
            max({{ reporting_date('activities.done_by_at') }}) filter (where activities.logged_as = 'task'),
            max({{ reporting_date('activities.done_by_at') }})
        ) as last_date
    from activities
    inner join span on {{ reporting_date('activities.done_by_at') }} <= span.last_date
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
    where requests.requested_at <= activities.done_by_at
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
        {{ reporting_date('requests.requested_at') }} as requested_date,
        {{ reporting_date('requests.requested_at') }} between landed.first_date and landed.last_date as is_told
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
        timed.requested_date,
        timed.answered_date,
        timed.activity_type,
        case when timed.is_told and timed.is_timed then timed.minutes_at_most end as response_minutes,
        case
            when not coalesce(timed.is_told, false) then null
            when timed.minutes_at_most <= {{ var('response_sla_minutes') }} then true
            when timed.minutes_at_least <= {{ var('response_sla_minutes') }} then null
            else false
        end as is_within_sla,
        case when timed.is_told then timed.answered_date is null end as is_never_answered
    from timed
    inner join leads on timed.person_id = leads.person_id
)

select * from responses
