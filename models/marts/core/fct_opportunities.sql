with

opportunities as (
    select
        *,
        case when outcome = 'won' then closed_at end as won_at
    from {{ ref('int_opportunities') }}
    where is_convertible
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

leads as (
    select * from {{ ref('fct_leads') }}
),

deal_leads as (
    select
        person_opportunities.opportunity_id,
        person_opportunities.link_rank,
        leads.person_id,
        leads.lead_at,
        nullif(leads.channel, 'Unassigned') as channel,
        nullif(leads.campaign_id, '(none)') as campaign_id
    from {{ ref('int_person_opportunities') }} as person_opportunities
    inner join leads on person_opportunities.person_id = leads.person_id
    where person_opportunities.is_of_lead
),

-- The lead that became the deal comes before those that stand on it, these before those of its account.
leads_of_deals as (
    select
        opportunity_id,
        {{ first_known('channel') }} over nearest_first as channel,
        {{ first_known('campaign_id') }} over nearest_first as campaign_id,
        count(*) over nearest_first as leads
    from deal_leads
    window
        nearest_first as (
            partition by opportunity_id order by link_rank, lead_at, person_id
            rows between unbounded preceding and unbounded following
        )
    qualify row_number() over (partition by opportunity_id order by link_rank, lead_at, person_id) = 1
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

reps as (
    select * from {{ ref('int_sales_reps') }}
),

-- A won deal passed every stage, and a later stage the ones before it; a lost deal only those it was seen in.
reached as (
    select
        opportunities.*,
        least(stages.qualified_at, stages.proposed_at, stages.negotiated_at, opportunities.won_at) as qualified_at,
        least(stages.proposed_at, stages.negotiated_at, opportunities.won_at) as proposed_at,
        least(stages.negotiated_at, opportunities.won_at) as negotiated_at
    from opportunities
    left join stages on opportunities.opportunity_id = stages.opportunity_id
),

facts as (
    select
        reached.opportunity_id,
        reached.account_id,
        coalesce(reached.owner_id, 'Unknown') as owner_id,
        coalesce(reps.business_unit, 'Unknown') as business_unit,
        coalesce(leads_of_deals.channel, reached.channel, 'Unassigned') as channel,
        coalesce(reached.campaign_id, leads_of_deals.campaign_id, '(none)') as campaign_id,
        coalesce(campaigns.program, '(none)') as program,
        coalesce(accounts.region, 'Unknown') as region,
        coalesce(accounts.industry, 'Unknown') as industry,
        coalesce(accounts.company_size, 'Unknown') as company_size,
        reached.opportunity_type,
        reached.stage_name,
        reached.outcome,
        coalesce(leads_of_deals.leads, 0) as leads,
        reached.opened_at,
        reached.qualified_at,
        reached.proposed_at,
        reached.negotiated_at,
        reached.closed_at,
        reached.won_at,
        reached.first_seen_at,
        reached.opened_date,
        reached.closed_date,
        reached.expected_close_date,
        -- A deal that was entered after it was closed tells nothing of how long it took.
        case
            when reached.closed_date >= reached.opened_date
                then {{ dbt.datediff('reached.opened_date', 'reached.closed_date', 'day') }}
        end as days_to_close,
        reached.probability_percent,
        reached.currency,
        reached.amount as amount_source,
        reached.amount_reporting as amount
    from reached
    left join leads_of_deals on reached.opportunity_id = leads_of_deals.opportunity_id
    left join accounts on reached.account_id = accounts.account_id
    left join reps on reached.owner_id = reps.owner_id
    left join campaigns
        on coalesce(reached.campaign_id, leads_of_deals.campaign_id, '(none)') = campaigns.campaign_id
)

select * from facts
