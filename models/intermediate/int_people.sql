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

account_domains as (
    select * from {{ ref('int_account_domains') }}
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
        count(*) filter (where record_type = 'lead') as crm_leads,
        count(*) filter (where record_type = 'contact') as crm_contacts,
        min(created_at) filter (where record_type = 'lead') as first_lead_record_at,
        min_by(record_id, created_order) filter (where record_type = 'lead') as first_lead_id,
        max_by(account_id, survivor_order) filter (where account_id is not null) as crm_account_id,
        min_by(business_domain, created_order) filter (where business_domain is not null) as business_domain,
        max_by(owner_id, updated_order) filter (where owner_id is not null) as owner_id,
        max_by(job_title, updated_order) filter (where job_title is not null) as job_title,
        max_by(country, updated_order) filter (where country is not null) as country,
        max_by(industry, updated_order) filter (where industry is not null) as industry,
        max_by(number_of_employees, updated_order) filter (where number_of_employees is not null)
            as number_of_employees,
        max_by(annual_revenue, updated_order) filter (where annual_revenue is not null) as annual_revenue
    from records
    group by person_id
),

lead_events as (
    select
        identities.person_id,
        min(sessions.first_lead_event_at) as first_lead_event_at,
        min_by(sessions.session_id, {{ sortable('sessions.first_lead_event_at') }} || sessions.session_id)
            as lead_session_id
    from sessions
    inner join identities on identities.node_type = 'visitor' and sessions.visitor_id = identities.node_id
    group by identities.person_id
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
        coalesce(
            described.crm_account_id,
            account_domains.account_id,
            'domain:' || described.business_domain
        ) as account_id,
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
    left join account_domains on described.business_domain = account_domains.domain
    left join countries on lower(described.country) = countries.country_name
    left join job_titles on described.job_title = job_titles.job_title
)

select * from people
