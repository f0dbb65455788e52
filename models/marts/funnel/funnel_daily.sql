{%- set parts = [
    {'of': 'ads', 'day': 'report_date', 'measures': {
        'impressions': 'sum(impressions)', 'clicks': 'sum(clicks)', 'spend': 'sum(spend)'}},
    {'of': 'sessions', 'day': 'session_date', 'measures': {'sessions': 'count(*)'}},
    {'of': 'leads', 'day': 'lead_date', 'measures': {'leads': 'count(*)'}},
    {'of': 'leads', 'day': 'mql_date', 'measures': {'mqls': 'count(*)'}},
    {'of': 'leads', 'day': 'sql_date', 'measures': {'sqls': 'count(*)'}},
    {'of': 'opportunities', 'day': 'opened_date', 'measures': {'opportunities': 'count(*)'}},
    {'of': 'won_deals', 'day': 'closed_date', 'measures': {
        'won_deals': 'count(*)', 'won_deals_without_lead': 'count_if(leads = 0)'}},
    {'of': 'purchases', 'day': 'purchase_date', 'measures': {
        'revenue': 'sum(revenue)', 'repeat_buyers': 'count_if(purchase_number = 2)'}},
] -%}
{%- set types = {'spend': 'decimal(28, 6)', 'revenue': 'decimal(28, 6)'} -%}
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

won_deals as (
    select * from opportunities where outcome = 'won'
),

purchases as (
    select * from {{ ref('fct_purchases') }}
),

-- Each measure on its own day: those of one row of the funnel are not the same people.
stacked as (
    {%- for part in parts %}
    select
        {{ part.day }} as date_day,
        channel,
        campaign_id,
        region
        {%- for other in parts %}
        {%- for measure in other.measures %},
        {{ part.measures.get(measure, 'null') }} as {{ measure }}
        {%- endfor %}
        {%- endfor %}
    from {{ part.of }}
    where {{ part.day }} is not null
    group by {{ part.day }}, channel, campaign_id, region
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A measure of a source that has not landed is unknown, not zero.
landed as (
    select
        (select count(*) > 0 from ads) as has_ads,
        (select count(*) > 0 from sessions) as has_sessions,
        (select count(*) > 0 from leads) as has_leads,
        (select count(*) > 0 from opportunities) as has_opportunities,
        (select count(*) > 0 from opportunities) as has_won_deals,
        (select count(*) > 0 from purchases) as has_purchases
),

summed as (
    select
        date_day,
        channel,
        campaign_id,
        region
        {%- for part in parts %}
        {%- for measure in part.measures %},
        coalesce(sum({{ measure }}), 0) as {{ measure }}
        {%- endfor %}
        {%- endfor %}
    from stacked
    group by date_day, channel, campaign_id, region
),

daily as (
    select
        summed.date_day,
        summed.channel,
        summed.campaign_id,
        summed.region
        {%- for part in parts %}
        {%- for measure in part.measures %},
        cast(case when has_{{ part.of }} then {{ measure }} end as {{ types.get(measure, 'bigint') }}) as {{ measure }}
        {%- endfor %}
        {%- endfor %}
    from summed
    cross join landed
)

select * from daily
