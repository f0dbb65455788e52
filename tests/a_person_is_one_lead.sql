-- Whoever ever became a lead is one lead, however many CRM records and forms they have: the people
-- who are leads and the leads are the same, every CRM lead is behind one of them, and one email
-- address is one person, unless it is on so many records that it is nobody's. A failure means that
-- leads are counted twice, or not at all.
with

people as (
    select * from {{ ref('dim_people') }}
),

leads as (
    select * from {{ ref('fct_leads') }}
),

crm_leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

crm_contacts as (
    select * from {{ ref('stg_salesforce__contact') }} where _fate = 'kept'
),

identities as (
    select * from {{ ref('int_identities') }}
),

records as (
    select
        'lead' as record_type,
        lead_id as record_id,
        email
    from crm_leads

    union all

    select
        'contact' as record_type,
        contact_id as record_id,
        email
    from crm_contacts
),

identified as (
    select
        records.record_type,
        records.record_id,
        records.email,
        identities.person_id
    from records
    left join identities
        on records.record_type = identities.node_type and records.record_id = identities.node_id
),

not_one_lead as (
    select
        'person who is a lead without being one lead' as fault,
        people.person_id as example
    from people
    left join leads on people.person_id = leads.person_id
    where people.is_lead
    group by people.person_id
    having count(leads.person_id) <> 1
),

no_lead as (
    select
        'lead of a person who is none' as fault,
        leads.person_id as example
    from leads
    left join people on leads.person_id = people.person_id and people.is_lead
    where people.person_id is null
),

without_lead as (
    select
        'CRM lead behind no lead' as fault,
        identified.record_id as example
    from identified
    left join leads on identified.person_id = leads.person_id
    where identified.record_type = 'lead' and leads.person_id is null
),

-- The address itself is personal data, so the fault names a record.
several_people as (
    select
        'email address of several people' as fault,
        min(record_id) as example
    from identified
    where email is not null
    group by email
    having count(distinct person_id) <> 1 and count(*) <= {{ var('shared_address_records') }}
),

broken as (
    select * from not_one_lead
    union all
    select * from no_lead
    union all
    select * from without_lead
    union all
    select * from several_people
)

select * from broken
