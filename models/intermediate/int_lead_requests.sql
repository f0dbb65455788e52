with

people as (
    select * from {{ ref('int_people') }} where lead_at is not null
),

web_events as (
    select * from {{ ref('int_web_events') }} where event_name = 'generate_lead' and person_id is not null
),

records as (
    select * from {{ ref('int_person_records') }} where record_type = 'lead'
),

rules as (
    select * from {{ ref('request_rules') }}
),

-- Forms tell what a person wanted; the CRM's word counts where no form of theirs is known.
told as (
    select
        person_id,
        'form' as asked_by,
        lower(form_id) as request,
        occurred_at as requested_at
    from web_events

    union all

    select
        records.person_id,
        'lead_source' as asked_by,
        lower(records.lead_source) as request,
        records.created_at as requested_at
    from records
    left join web_events on records.person_id = web_events.person_id
    where web_events.person_id is null and records.created_at is not null
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
    select distinct
        words.asked_by,
        words.request
    from words
    inner join rules on words.asked_by = rules.asked_by and {{ matches('words.request', 'rules.pattern') }}
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
    qualify row_number() over (partition by people.person_id order by told.requested_at, told.request) = 1
)

select * from first_requests
