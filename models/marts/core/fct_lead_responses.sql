with

requests as (
    select * from {{ ref('int_lead_requests') }}
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

answers as (
    select
        requests.person_id,
        activities.completed_at as answered_at,
        activities.activity_type
    from requests
    inner join activities
        on requests.person_id = activities.person_id and requests.requested_at <= activities.completed_at
    where not activities.is_list_email
    qualify row_number() over (
        partition by requests.person_id order by activities.completed_at, activities.logged_as, activities.activity_id
    ) = 1
),

timed as (
    select
        requests.person_id,
        requests.asked_by,
        requests.request,
        requests.requested_at,
        answers.answered_at,
        answers.activity_type,
        cast({{ dbt.datediff('requests.requested_at', 'answers.answered_at', 'second') }} as double) / 60
            as response_minutes,
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
        timed.activity_type,
        timed.response_minutes,
        case
            when timed.has_activities
                then coalesce(timed.response_minutes <= {{ var('response_sla_minutes') }}, false)
        end as is_within_sla,
        case when timed.has_activities then timed.answered_at is null end as is_never_answered
    from timed
    inner join leads on timed.person_id = leads.person_id
)

select * from responses
