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

-- Somebody with a role on the deal can be of another account, an adviser for one, and need never have been a lead.
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
)

select * from deal_people
