with

opportunities as (
    select
        *,
        -- A deal may be entered when it is over.
        case when closed_date is not null then greatest(closed_date, opened_date) end as over_date
    from {{ ref('int_opportunities') }}
    where is_convertible
),

people as (
    select * from {{ ref('int_people') }}
),

identities as (
    select * from {{ ref('int_identities') }}
),

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

contact_roles as (
    select * from {{ ref('stg_salesforce__opportunity_contact_role') }} where _fate = 'kept'
),

converted as (
    select
        identities.person_id,
        leads.converted_opportunity_id as opportunity_id,
        greatest({{ start_of_day('leads.converted_date') }}, leads.created_at) as linked_at
    from leads
    inner join identities on identities.node_type = 'lead' and leads.lead_id = identities.node_id
    where leads.converted_opportunity_id is not null
),

with_role as (
    select
        identities.person_id,
        contact_roles.opportunity_id,
        contact_roles.created_at as linked_at
    from contact_roles
    inner join identities on identities.node_type = 'contact' and contact_roles.contact_id = identities.node_id
),

-- The buyer is an account: a deal opened on it since the day someone there became a lead has that lead behind it. Many
-- a CRM knows a deal by the day alone.
of_account as (
    select
        people.person_id,
        opportunities.opportunity_id,
        greatest(opportunities.opened_at, people.lead_at) as linked_at
    from people
    inner join opportunities on people.account_id = opportunities.account_id
    where
        '{{ var("opportunity_link") }}' = 'account'
        and opportunities.opened_date >= {{ reporting_date('people.lead_at') }}
),

links as (
    select *, 'conversion' as link_type, 1 as precedence from converted
    union all
    select *, 'contact_role' as link_type, 2 as precedence from with_role
    union all
    select *, 'account' as link_type, 3 as precedence from of_account
),

-- A person counts for a deal from when they were on it, and not at all when it was over by then. As a lead they do if
-- it was not over when they became one.
person_opportunities as (
    select
        links.person_id,
        links.opportunity_id,
        min_by(links.link_type, links.precedence) as link_type,
        min(links.precedence) as link_rank,
        bool_or(
            coalesce(opportunities.over_date >= {{ reporting_date('people.lead_at') }}, people.lead_at is not null)
        ) as is_of_lead,
        min(greatest(coalesce(links.linked_at, opportunities.opened_at), opportunities.opened_at)) as linked_at
    from links
    inner join opportunities on links.opportunity_id = opportunities.opportunity_id
    inner join people on links.person_id = people.person_id
    where
        coalesce(
            {{ reporting_date('coalesce(links.linked_at, opportunities.opened_at)') }} <= opportunities.over_date, true
        )
    group by links.person_id, links.opportunity_id
)

select * from person_opportunities
