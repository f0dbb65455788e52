with

records as (
    select * from {{ ref('int_person_records') }}
),

sessions as (
    select * from {{ ref('int_sessions') }} where first_lead_event_at is not null
),

identities as (
    select * from {{ ref('int_identities') }}
),

-- Also those who are known by a login alone.
everybody as (
    select distinct person_id from identities
),

countries as (
    select * from {{ ref('countries') }}
),

job_titles as (
    select * from {{ ref('int_job_titles') }}
),

described as (
    select
        person_id,
        count(case when record_type = 'lead' then 1 end) over oldest_first as crm_leads,
        count(case when record_type = 'contact' then 1 end) over oldest_first as crm_contacts,
        min(case when record_type = 'lead' then created_at end) over oldest_first as first_lead_record_at,
        {{ first_known("case when record_type = 'lead' then record_id end") }} over oldest_first as first_lead_id,
        {{ first_known('account_id') }} over survivors_first as crm_account_id,
        {{ first_known('domain_account_id') }} over oldest_first as domain_account_id,
        {{ first_known('owner_id') }} over latest_first as owner_id,
        {{ first_known('job_title') }} over latest_first as job_title,
        {{ first_known('country') }} over latest_first as country,
        {{ first_known('industry') }} over latest_first as industry,
        {{ first_known('number_of_employees') }} over latest_first as number_of_employees,
        {{ first_known('annual_revenue') }} over latest_first as annual_revenue
    from records
    window
        oldest_first as (
            partition by person_id order by created_order rows between unbounded preceding and unbounded following
        ),
        survivors_first as (
            partition by person_id order by survivor_order desc rows between unbounded preceding and unbounded following
        ),
        latest_first as (
            partition by person_id order by updated_order desc rows between unbounded preceding and unbounded following
        )
    qualify row_number() over (partition by person_id order by created_order) = 1
),

lead_events as (
    select
        identities.person_id,
        sessions.first_lead_event_at,
        sessions.session_id as lead_session_id
    from sessions
    inner join identities on identities.node_type = 'visitor' and sessions.visitor_id = identities.node_id
    -- A server may tell of the form, too, in no visit.
    qualify row_number() over (
        partition by identities.person_id order by sessions.first_lead_event_at, sessions.session_id nulls last
    ) = 1
),

people as (
    select
        everybody.person_id,
        coalesce(described.crm_leads, 0) as crm_leads,
        coalesce(described.crm_contacts, 0) as crm_contacts,
        described.first_lead_id,
        -- A form is filled seconds before the CRM writes its record; whichever came first made the lead.
        least(described.first_lead_record_at, lead_events.first_lead_event_at) as lead_at,
        lead_events.first_lead_event_at,
        lead_events.lead_session_id,
        coalesce(described.crm_account_id, described.domain_account_id) as account_id,
        countries.country_code,
        countries.region,
        described.industry,
        described.number_of_employees,
        described.annual_revenue,
        described.owner_id,
        described.job_title,
        job_titles.persona
    from everybody
    left join described on everybody.person_id = described.person_id
    left join lead_events on everybody.person_id = lead_events.person_id
    left join countries on lower(described.country) = countries.country_name
    left join job_titles on described.job_title = job_titles.job_title
)

select * from people
