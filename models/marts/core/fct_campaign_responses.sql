with

responses as (
    select * from {{ ref('int_campaign_responses') }}
),

people as (
    select * from {{ ref('dim_people') }}
),

facts as (
    select
        responses.campaign_member_id,
        people.person_id,
        people.account_id,
        coalesce(responses.campaign_id, '(none)') as campaign_id,
        responses.status,
        responses.has_responded,
        responses.added_at,
        responses.responded_date
    from responses
    left join people on responses.person_id = people.person_id
)

select * from facts
