with

opportunities as (
    select * from {{ ref('int_opportunities') }} where is_convertible
),

people as (
    select * from {{ ref('int_people') }}
),

person_opportunities as (
    select * from {{ ref('int_person_opportunities') }}
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'contact'
),

contact_roles as (
    select * from {{ ref('stg_salesforce__opportunity_contact_role') }} where _fate = 'kept'
),

-- Somebody with a role on the deal can be of another account, an adviser for one, and need never have been a lead.
with_role as (
    select
        contact_roles.opportunity_id,
        identities.person_id
    from contact_roles
    inner join identities on contact_roles.contact_id = identities.node_id
    inner join opportunities on contact_roles.opportunity_id = opportunities.opportunity_id
    where
        contact_roles.created_at is null
        or opportunities.closed_date is null
        or {{ reporting_date('contact_roles.created_at') }}
        <= greatest(opportunities.closed_date, opportunities.opened_date)
),

deal_people as (
    select
        opportunities.opportunity_id,
        people.person_id
    from opportunities
    inner join people on opportunities.account_id = people.account_id

    union

    select
        opportunity_id,
        person_id
    from person_opportunities

    union

    select
        opportunity_id,
        person_id
    from with_role
)

select * from deal_people
