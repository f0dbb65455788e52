with

people as (
    select * from {{ ref('int_people') }} where lead_at is not null
),

engagements as (
    select * from {{ ref('int_engagements') }}
),

person_opportunities as (
    select * from {{ ref('int_person_opportunities') }} where is_of_lead
),

opportunities as (
    select * from {{ ref('int_opportunities') }}
),

opportunity_stages as (
    select * from {{ ref('int_opportunity_stages') }}
),

last_engagements as (
    select
        person_id,
        max(last_at) as last_at
    from engagements
    group by person_id
),

last_moves as (
    select
        opportunity_id,
        max(entered_at) as last_at
    from opportunity_stages
    group by opportunity_id
),

deals as (
    select
        person_opportunities.person_id,
        count(*) filter (where opportunities.outcome = 'open') as open_deals,
        max(opportunities.closed_date) filter (where opportunities.outcome = 'lost') as lost_date,
        max(last_moves.last_at) as last_at
    from person_opportunities
    inner join opportunities on person_opportunities.opportunity_id = opportunities.opportunity_id
    left join last_moves on opportunities.opportunity_id = last_moves.opportunity_id
    group by person_opportunities.person_id
),

activity as (
    select
        people.person_id,
        -- `greatest` skips nulls.
        greatest(last_engagements.last_at, deals.last_at) as last_active_at,
        coalesce(deals.open_deals, 0) as open_deals,
        deals.lost_date
    from people
    left join last_engagements on people.person_id = last_engagements.person_id
    left join deals on people.person_id = deals.person_id
)

select * from activity
