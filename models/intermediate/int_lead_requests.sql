with

people as (
    select * from {{ ref('int_people') }} where lead_at is not null
),

web_events as (
    select * from {{ ref('int_web_events') }} where {{ is_lead_event('event_name') }} and person_id is not null
),

records as (
    select * from {{ ref('int_person_records') }} where record_type = 'lead'
),

rules as (
    select * from {{ ref('request_rules') }}
),

told as (
    select
        person_id,
        'form' as asked_by,
        lower(form_id) as request,
        occurred_at as requested_at
    from web_events

    union all

    select
        person_id,
        'lead_source' as asked_by,
        lower(lead_source) as request,
        created_at as requested_at
    from records
    where created_at is not null
),

-- Patterns are tried on each value once, not on each lead.
words as (
    select distinct
        asked_by,
        request
    from told
    where request is not null
),

requests as (
    select
        words.asked_by,
        words.request,
        bool_and(coalesce(rules.needs_no_form, false)) as needs_no_form
    from words
    inner join rules on words.asked_by = rules.asked_by and {{ matches('words.request', 'rules.pattern') }}
    group by words.asked_by, words.request
),

people_with_forms as (
    select distinct person_id from web_events
),

first_requests as (
    select
        people.person_id,
        told.asked_by,
        told.request,
        told.requested_at
    from told
    inner join requests on told.asked_by = requests.asked_by and told.request = requests.request
    inner join people on told.person_id = people.person_id
    left join people_with_forms on told.person_id = people_with_forms.person_id
    where not requests.needs_no_form or people_with_forms.person_id is null
    qualify row_number() over (
        partition by people.person_id order by {{ by_then('told.requested_at') }}, told.asked_by, told.request
    ) = 1
)

select * from first_requests
