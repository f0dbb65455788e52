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

deals as (
    select
        opportunity_id,
        account_id,
        channel,
        campaign_id,
        program,
        region,
        industry,
        company_size,
        'Unknown' as persona,
        owner_id,
        least(opened_date, closed_date) as sql_date,
        case when outcome = 'won' then closed_date end as won_date,
        outcome = 'won' as is_won
    from opportunities
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
