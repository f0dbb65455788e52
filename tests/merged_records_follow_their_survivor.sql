-- A CRM record that was merged into another is that other one: the same person, the same account,
-- and an account of its own nowhere. A failure means that a customer counts twice and that their
-- deals and people fall apart.
with

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

contacts as (
    select * from {{ ref('stg_salesforce__contact') }} where _fate = 'kept'
),

crm_accounts as (
    select * from {{ ref('int_crm_accounts') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

identities as (
    select * from {{ ref('int_identities') }}
),

merged as (
    select
        'lead' as record_type,
        leads.lead_id as record_id,
        survivors.lead_id as survivor_id
    from leads
    inner join leads as survivors on leads.merged_into_lead_id = survivors.lead_id

    union all

    select
        'contact' as record_type,
        contacts.contact_id as record_id,
        survivors.contact_id as survivor_id
    from contacts
    inner join contacts as survivors on contacts.merged_into_contact_id = survivors.contact_id
),

left_behind as (
    select
        merged.record_type,
        merged.record_id,
        merged.survivor_id
    from merged
    inner join identities
        on merged.record_type = identities.node_type and merged.record_id = identities.node_id
    inner join identities as survivors
        on merged.record_type = survivors.node_type and merged.survivor_id = survivors.node_id
    where identities.person_id <> survivors.person_id
),

-- Two accounts merged into each other have no survivor; each then stays itself.
accounts_left_behind as (
    select
        'account' as record_type,
        crm_accounts.account_id as record_id,
        crm_accounts.merged_into_account_id as survivor_id
    from crm_accounts
    inner join crm_accounts as survivors
        on crm_accounts.merged_into_account_id = survivors.account_id
    left join accounts on crm_accounts.account_id = accounts.account_id
    where
        coalesce(survivors.merged_into_account_id, '') <> crm_accounts.account_id
        and (
            crm_accounts.surviving_account_id <> survivors.surviving_account_id
            or accounts.account_id is not null
        )
),

broken as (
    select * from left_behind
    union all
    select * from accounts_left_behind
)

select * from broken
