with

people as (
    select * from {{ ref('int_people') }}
),

accounts as (
    select * from {{ ref('int_accounts') }}
),

visitors as (
    select
        person_id,
        count(*) as visitors
    from {{ ref('int_identities') }}
    where node_type = 'visitor'
    group by person_id
),

-- Who a person is stays in the layers before: a mart knows where and in what kind of company they work.
described as (
    select
        people.person_id,
        people.account_id,
        people.lead_at is not null as is_lead,
        coalesce(people.country_code, accounts.country_code) as country_code,
        coalesce(people.region, accounts.region, 'Unknown') as region,
        coalesce(people.industry, accounts.industry) as industry,
        coalesce(people.persona, 'Unknown') as persona,
        people.owner_id,
        people.crm_leads,
        people.crm_contacts,
        coalesce(visitors.visitors, 0) as visitors
    from people
    left join accounts on people.account_id = accounts.account_id
    left join visitors on people.person_id = visitors.person_id
)

select * from described
