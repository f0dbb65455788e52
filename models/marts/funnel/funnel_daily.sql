{%- set spec = funnel_parts() -%}
{%- set imports = {
    'ad_performance': 'fct_ad_performance', 'sessions': 'fct_sessions', 'leads': 'fct_leads', 'opportunities': 'fct_opportunities',
    'account_funnel': 'fct_account_funnel', 'purchases': 'fct_purchases', 'margins': 'fct_margins', 'costs': 'fct_costs',
    'spread_costs': 'fct_spread_costs', 'deal_touches': 'fct_deal_touches', 'credits': 'attribution_credits',
    'owners': 'int_account_owners',
} -%}
{%- set counts = [
    'impressions', 'clicks', 'sessions', 'leads', 'mqls', 'sqls', 'opportunities', 'won_deals', 'won_deals_without_lead',
    'new_customers', 'repeat_buyers', 'marketing_sourced_customers',
] -%}
{%- set measures = [] -%}
{%- for part in spec.parts -%}
    {%- do measures.extend(part.measures) -%}
{%- endfor -%}
{%- set measures = measures | unique | list -%}
{%- set needs = {} -%}
{%- for source, names in spec.zero_where.items() -%}
    {%- for name in names -%}
        {%- do needs.update({name: source}) -%}
    {%- endfor -%}
{%- endfor -%}
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

won_deals as (
    select * from opportunities where outcome = 'won'
),

touched_deals as (
    select * from deal_touches where marketing_sourced_pipeline is not null
),

ledger as (
    select * from costs where cost_source = 'ledger'
),

customers as (
    select
        account_funnel.*,
        coalesce(owners.business_unit, 'Unknown') as business_unit
    from account_funnel
    left join owners on account_funnel.account_id = owners.account_id
),

-- Each measure on its own day: those of one row of the funnel are not the same people.
stacked as (
    {%- for part in spec.parts %}
    select
        {{ part.day }} as date_day
        {%- for segment, unknown in spec.segments.items() %},
        {% if unknown is none or segment == 'program' or segment in part.knows -%}
        {{ segment }}
        {%- else -%}
        '{{ part.unknown or unknown }}' as {{ segment }}
        {%- endif %}
        {%- endfor %}
        {%- for measure in measures %},
        {{ part.measures.get(measure, 'null') }} as {{ measure }}
        {%- endfor %}
    from {{ part.of }}
    where {{ part.day }} is not null
    group by {{ part.day }}, {{ spec.segments | select('in', ['channel', 'campaign_id', 'program'] + part.knows) | join(', ') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A measure of a source that has not landed is unknown, not zero.
landed as (
    select
        {%- for source in spec.zero_where %}
        (select count(*) > 0 from {{ source }}) as has_{{ source }}{{ ',' if not loop.last }}
        {%- endfor %}
),

summed as (
    select
        date_day,
        {{ spec.segments | join(', ') }}
        {%- for measure in measures %},
        sum({{ measure }}) as {{ measure }}
        {%- endfor %}
    from stacked
    group by date_day, {{ spec.segments | join(', ') }}
),

daily as (
    select
        summed.date_day
        {%- for segment in spec.segments %},
        summed.{{ segment }}
        {%- endfor %}
        {%- for measure in measures %},
        cast(
            {% if measure in ('marketing_cost', 'acquisition_cost') -%}
            case when landed.has_ledger then summed.{{ measure }} end
            {%- elif measure in needs -%}
            case when landed.has_{{ needs[measure] }} then coalesce(summed.{{ measure }}, 0) end
            {%- else -%}
            summed.{{ measure }}
            {%- endif %} as {{ 'bigint' if measure in counts else 'decimal(28, 6)' }}
        ) as {{ measure }}
        {%- endfor %}
    from summed
    cross join landed
)

select * from daily
