{%- set spec = funnel_parts() -%}
{%- set imports = {
    'ad_performance': 'fct_ad_performance', 'sessions': 'fct_sessions', 'leads': 'fct_leads',
    'opportunities': 'fct_opportunities', 'account_funnel': 'fct_account_funnel', 'purchases': 'fct_purchases',
    'margins': 'fct_margins', 'costs': 'fct_costs', 'spread_costs': 'fct_spread_costs',
    'deal_touches': 'fct_deal_touches', 'attribution_credits': 'attribution_credits', 'owners': 'int_account_owners',
    'ledger_span': 'int_ledger_span', 'landed_until': 'int_landed_until',
} -%}
{%- set of_credits = spec.parts | selectattr('of', 'equalto', 'credits') | first -%}
{%- set credited = spec.segments | select('in', of_credits.segments) | join(', ') -%}
with

{% for name, model in imports.items() -%}
{{ name }} as (
    select * from {{ ref(model) }}
),

{% endfor -%}
ads as (
    select
        *,
        coalesce(ad_key, '(none)') as creative
    from ad_performance
),

-- A stage of which no source tells (fct_leads) is unknown, not 0.
mql_leads as (
    select * from leads where mql_date is not null
),

sql_leads as (
    select * from leads where sql_date is not null
),

won_deals as (
    select * from opportunities where outcome = 'won'
),

touched_deals as (
    select * from deal_touches where marketing_sourced_pipeline is not null
),

ledger as (
    select * from costs where cost_source = 'ledger'
),

-- What tells of customers: a deal, though none is won yet, or a purchase.
sales as (
    select opened_date as sale_date from opportunities
    union all
    select purchase_date as sale_date from purchases
),

customers as (
    select
        account_funnel.*,
        coalesce(owners.business_unit, 'Unknown') as business_unit
    from account_funnel
    left join owners on account_funnel.account_id = owners.account_id
),

-- A conversion has many credits, by touch and model; of all else most rows are alone on their day. That a lead brought
-- no revenue does not tell that any deal has landed.
credits as (
    select
        conversion_date,
        {{ credited }},
        {%- for measure in of_credits.measures %}
        sum(case when conversion_type = 'won' then {{ measure }} end) as {{ measure }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from attribution_credits
    group by conversion_date, {{ credited }}
),

-- Each measure on its own day: those of one row of the funnel are not the same people. Straight from a union, DuckDB
-- groups more in memory than it may; from what is kept, it does not.
stacked as {{ kept() }} (
    {%- for part in spec.parts %}
    select
        {{ part.day }} as date_day,
        {{ part.segments | join(', ') }},
        {%- for measure in spec.measures %}
        {{ part.measures.get(measure, 'null') }} as {{ measure }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ part.of }}
    where {{ part.day }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A measure of a source that has not landed, not yet or no further, is unknown, not zero.
landed as (
    select
        {{ spec.landed | join(',\n        ') }}
),

summed as (
    select
        date_day,
        {{ spec.segments | join(', ') }},
        {%- for measure in spec.measures %}
        sum({{ measure }}) as {{ measure }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from stacked
    group by date_day, {{ spec.segments | join(', ') }}
),

daily as (
    select
        summed.date_day,
        {%- for segment in spec.segments %}
        summed.{{ segment }},
        {%- endfor %}
        {%- for measure in spec.measures %}
        {{ spec.known[measure] }} as {{ measure }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from summed
    cross join landed
    cross join landed_until
    cross join ledger_span
)

select * from daily
