with

opportunities as (
    select * from {{ ref('int_opportunities') }} where is_convertible
),

stages as (
    select
        opportunity_id,
        min(entered_at) filter (where stage = 'qualification') as qualified_at,
        min(entered_at) filter (where stage = 'proposal') as proposed_at,
        min(entered_at) filter (where stage = 'negotiation') as negotiated_at
    from {{ ref('int_opportunity_stages') }}
    group by opportunity_id
),

person_opportunities as (
    select
        person_opportunities.opportunity_id,
        min_by(leads.channel, {{ sortable('leads.lead_at') }} || leads.person_id) as channel,
        min_by(leads.campaign_id, {{ sortable('leads.lead_at') }} || leads.person_id) as campaign_id,
        count(*) as leads
    from {{ ref('int_person_opportunities') }} as person_opportunities
    inner join {{ ref('fct_leads') }} as leads on person_opportunities.person_id = leads.person_id
    group by person_opportunities.opportunity_id
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

won_stages as (
    select
        opportunities.*,
        cast(opportunities.closed_date as timestamp) as closed_at,
        case when opportunities.outcome = 'won' then cast(opportunities.closed_date as timestamp) end as won_at,
        stages.qualified_at as told_qualified_at,
        stages.proposed_at as told_proposed_at,
        stages.negotiated_at as told_negotiated_at
    from opportunities
    left join stages on opportunities.opportunity_id = stages.opportunity_id
),

-- A won deal passed every stage, and a later stage the ones before it; a lost deal only those it was seen in.
reached as (
    select
        *,
        least(told_qualified_at, told_proposed_at, told_negotiated_at, won_at) as qualified_at,
        least(told_proposed_at, told_negotiated_at, won_at) as proposed_at,
        least(told_negotiated_at, won_at) as negotiated_at
    from won_stages
),

facts as (
    select
        reached.opportunity_id,
        reached.account_id,
        reached.owner_id,
        coalesce(person_opportunities.channel, reached.channel, 'Unassigned') as channel,
        coalesce(reached.campaign_id, person_opportunities.campaign_id, '(none)') as campaign_id,
        coalesce(accounts.region, 'Unknown') as region,
        accounts.industry,
        coalesce(accounts.company_size, 'Unknown') as company_size,
        reached.opportunity_type,
        reached.stage_name,
        reached.outcome,
        coalesce(person_opportunities.leads, 0) as leads,
        reached.opened_at,
        reached.qualified_at,
        reached.proposed_at,
        reached.negotiated_at,
        reached.won_at,
        reached.opened_date,
        reached.closed_date,
        reached.expected_close_date,
        {{ dbt.datediff('reached.opened_date', 'reached.closed_date', 'day') }} as days_to_close,
        reached.probability_percent,
        reached.currency,
        reached.amount as amount_source,
        reached.amount_reporting as amount
    from reached
    left join person_opportunities on reached.opportunity_id = person_opportunities.opportunity_id
    left join accounts on reached.account_id = accounts.account_id
)

select * from facts
