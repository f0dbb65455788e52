with

people as (
    select * from {{ ref('int_people') }} where lead_at is not null
),

records as (
    select * from {{ ref('int_person_records') }} where record_type = 'lead'
),

web_events as (
    select * from {{ ref('int_web_events') }} where person_id is not null
),

responses as (
    select * from {{ ref('int_campaign_responses') }} where responded_date is not null
),

campaigns as (
    select * from {{ ref('int_campaigns') }} where program is not null
),

visits as (
    select
        *,
        row_number() over (partition by person_id order by touched_at, session_id) as visit_number
    from {{ ref('int_session_touches') }}
),

texts as (
    select person_id, 'job_title' as attribute, job_title as text_value, lead_at as seen_at from people
    union all
    select person_id, 'industry' as attribute, lower(industry) as text_value, lead_at as seen_at from people
    union all
    select people.person_id, 'lead_source' as attribute, lower(records.lead_source) as text_value, people.lead_at
    from people
    inner join records on people.first_lead_id = records.record_id
    union all
    select person_id, 'form' as attribute, lower(form_id) as text_value, min(occurred_at) as seen_at
    from web_events
    where {{ is_lead_event('event_name') }}
    group by person_id, lower(form_id)
    union all
    select person_id, 'page' as attribute, lower(page) as text_value, min(occurred_at) as seen_at
    from web_events
    group by person_id, lower(page)
    union all
    select person_id, 'medium' as attribute, medium as text_value, min(touched_at) as seen_at
    from visits
    group by person_id, medium
    union all
    select
        responses.person_id,
        'response' as attribute,
        lower(campaigns.program || ': ' || responses.status) as text_value,
        {{ start_of_day('responses.responded_date') }} as seen_at
    from responses
    inner join campaigns on responses.campaign_id = campaigns.campaign_id
),

numbers as (
    select person_id, 'employees' as attribute, number_of_employees as number_value, lead_at as seen_at from people
    union all
    select person_id, 'annual_revenue' as attribute, cast(annual_revenue as bigint) as number_value, lead_at
    from people
    union all
    select person_id, 'visits' as attribute, visit_number as number_value, touched_at as seen_at from visits
    union all
    select
        people.person_id,
        'days_to_form' as attribute,
        {{ dbt.datediff(reporting_date('visits.touched_at'), reporting_date('people.first_lead_event_at'), 'day') }}
            as number_value,
        people.first_lead_event_at as seen_at
    from people
    inner join visits on people.person_id = visits.person_id and visits.visit_number = 1
    where people.first_lead_event_at is not null
),

told as (
    select person_id, attribute, text_value, cast(null as bigint) as number_value, seen_at from texts
    union all
    select person_id, attribute, null as text_value, number_value, seen_at from numbers
),

-- A lead has a score from the moment they are one; what they did before counts then.
signals as (
    select
        told.person_id,
        told.attribute,
        told.text_value,
        told.number_value,
        greatest(told.seen_at, people.lead_at) as counts_from_at
    from told
    inner join people on told.person_id = people.person_id
    where told.text_value is not null or told.number_value is not null
)

select * from signals
