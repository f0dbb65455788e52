{%- set segments = [
    'channel', 'campaign_id', 'program', 'region', 'industry', 'company_size', 'persona', 'owner_id',
] -%}
with

leads as (
    select * from {{ ref('fct_leads') }} where sql_at is not null
),

-- A deal that no lead is behind never was one, and is sales qualified from its opening.
opportunities as (
    select * from {{ ref('fct_opportunities') }} where leads = 0
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

deals as (
    select
        opportunities.opportunity_id,
        opportunities.account_id,
        opportunities.channel,
        opportunities.campaign_id,
        campaigns.program,
        opportunities.region,
        coalesce(opportunities.industry, 'Unknown') as industry,
        opportunities.company_size,
        'Unknown' as persona,
        coalesce(opportunities.owner_id, 'Unknown') as owner_id,
        least(opportunities.opened_date, opportunities.closed_date) as sql_date,
        case when opportunities.outcome = 'won' then opportunities.closed_date end as won_date,
        opportunities.outcome = 'won' as is_won
    from opportunities
    inner join campaigns on opportunities.campaign_id = campaigns.campaign_id
),

sqls as (
    select
        person_id as sql_id,
        'lead' as entry,
        account_id,
        {%- for segment in segments %}
        {{ segment }},
        {%- endfor %}
        sql_date,
        won_date,
        is_customer as is_won
    from leads

    union all

    select
        opportunity_id as sql_id,
        'deal' as entry,
        account_id,
        {%- for segment in segments %}
        {{ segment }},
        {%- endfor %}
        sql_date,
        won_date,
        is_won
    from deals
)

select * from sqls
