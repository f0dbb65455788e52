with

identities as (
    select * from {{ ref('int_identities') }}
),

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

contacts as (
    select * from {{ ref('stg_salesforce__contact') }} where _fate = 'kept'
),

crm_accounts as (
    select * from {{ ref('int_crm_accounts') }}
),

account_domains as (
    select * from {{ ref('int_account_domains') }}
),

records as (
    select
        'lead' as record_type,
        case when merged_into_lead_id is null then '1' else '0' end as survivorship,
        lead_id as record_id,
        email,
        converted_account_id as crm_account_id,
        owner_id,
        lead_source,
        job_title,
        country,
        industry,
        number_of_employees,
        annual_revenue,
        created_at,
        coalesce(updated_at, created_at) as updated_at
    from leads

    union all

    select
        'contact' as record_type,
        case when merged_into_contact_id is null then '1' else '0' end as survivorship,
        contact_id as record_id,
        email,
        account_id as crm_account_id,
        owner_id,
        lead_source,
        job_title,
        country,
        cast(null as {{ dbt.type_string() }}) as industry,
        cast(null as bigint) as number_of_employees,
        cast(null as decimal(24, 6)) as annual_revenue,
        created_at,
        coalesce(updated_at, created_at) as updated_at
    from contacts
),

resolved as (
    select
        identities.person_id,
        records.record_type,
        records.record_id,
        crm_accounts.surviving_account_id as account_id,
        {{ account_of_domain(email_domain('records.email')) }} as domain_account_id,
        records.owner_id,
        records.lead_source,
        lower(trim(records.job_title)) as job_title,
        records.country,
        records.industry,
        records.number_of_employees,
        records.annual_revenue,
        records.created_at,
        -- Orders that never tie, though a lead and a contact may have one id, so that first and latest mean the same
        -- record on every run; with a place for records without a date.
        coalesce({{ sortable('records.created_at') }}, '') || records.record_id || records.record_type
            as created_order,
        -- What a merge left behind describes the person only where the survivor is silent.
        records.survivorship || coalesce({{ sortable('records.created_at') }}, '')
        || records.record_id || records.record_type as survivor_order,
        records.survivorship || coalesce({{ sortable('records.updated_at') }}, '')
        || records.record_id || records.record_type as updated_order
    from records
    inner join identities on records.record_type = identities.node_type and records.record_id = identities.node_id
    left join crm_accounts on records.crm_account_id = crm_accounts.account_id
    left join account_domains on {{ email_domain('records.email') }} = account_domains.domain
)

select * from resolved
