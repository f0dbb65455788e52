{%- set parts = {
    'daily_ads': ['impressions', 'clicks', 'spend'],
    'daily_sessions': ['sessions'],
    'daily_leads': ['leads'],
    'daily_mqls': ['mqls'],
    'daily_sqls': ['sqls'],
    'daily_opened': ['opportunities'],
    'daily_won': ['won_deals', 'won_deals_without_lead'],
    'daily_revenue': ['revenue'],
    'daily_repeat': ['repeat_buyers'],
} -%}
{%- set sources = {
    'ads': ['impressions', 'clicks', 'spend'],
    'sessions': ['sessions'],
    'leads': ['leads', 'mqls', 'sqls'],
    'opportunities': ['opportunities', 'won_deals', 'won_deals_without_lead'],
    'purchases': ['revenue', 'repeat_buyers'],
} -%}
{%- set money = ['spend', 'revenue'] -%}
with

ads as (
    select * from {{ ref('fct_ad_performance') }}
),

sessions as (
    select * from {{ ref('fct_sessions') }}
),

leads as (
    select * from {{ ref('fct_leads') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

purchases as (
    select * from {{ ref('fct_purchases') }}
),

daily_ads as (
    select
        report_date as date_day,
        channel,
        campaign_id,
        region,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(spend) as spend
    from ads
    group by all
),

daily_sessions as (
    select session_date as date_day, channel, campaign_id, region, count(*) as sessions
    from sessions
    group by all
),

daily_leads as (
    select lead_date as date_day, channel, campaign_id, region, count(*) as leads
    from leads
    group by all
),

daily_mqls as (
    select mql_date as date_day, channel, campaign_id, region, count(*) as mqls
    from leads
    where mql_date is not null
    group by all
),

daily_sqls as (
    select sql_date as date_day, channel, campaign_id, region, count(*) as sqls
    from leads
    where sql_date is not null
    group by all
),

daily_opened as (
    select opened_date as date_day, channel, campaign_id, region, count(*) as opportunities
    from opportunities
    where opened_date is not null
    group by all
),

daily_won as (
    select
        closed_date as date_day,
        channel,
        campaign_id,
        region,
        count(*) as won_deals,
        count_if(leads = 0) as won_deals_without_lead
    from opportunities
    where outcome = 'won' and closed_date is not null
    group by all
),

daily_revenue as (
    select purchase_date as date_day, channel, campaign_id, region, sum(revenue) as revenue
    from purchases
    group by all
),

daily_repeat as (
    select purchase_date as date_day, channel, campaign_id, region, count(*) as repeat_buyers
    from purchases
    where purchase_number = 2
    group by all
),

stacked as (
    {%- for part, measures in parts.items() %}
    select
        date_day,
        channel,
        campaign_id,
        region
        {%- for measure in parts.values() | sum(start=[]) %},
        {{ measure if measure in measures else 'null as ' ~ measure }}
        {%- endfor %}
    from {{ part }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A measure of a source that has not landed is unknown, not zero.
landed as (
    select
        {%- for source in sources %}
        exists(select 1 from {{ source }}) as has_{{ source }}{{ ',' if not loop.last }}
        {%- endfor %}
),

daily as (
    select
        stacked.date_day,
        stacked.channel,
        stacked.campaign_id,
        stacked.region
        {%- for source, measures in sources.items() %}
        {%- for measure in measures %},
        case
            when any_value(landed.has_{{ source }})
                then cast(coalesce(sum(stacked.{{ measure }}), 0) as {{ 'decimal(28, 6)' if measure in money else 'bigint' }})
        end as {{ measure }}
        {%- endfor %}
        {%- endfor %}
    from stacked
    cross join landed
    group by stacked.date_day, stacked.channel, stacked.campaign_id, stacked.region
)

select * from daily
