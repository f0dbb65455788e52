{%- set people_stages = ['lead', 'sql', 'won'] -%}
{%- set deal_stages = {
    'sql': {'at': 'opened_at', 'date': 'opened_date', 'money': 'pipeline', 'where': 'true'},
    'won': {'at': 'won_at', 'date': 'closed_date', 'money': 'revenue', 'where': "outcome = 'won'"},
} -%}
with

leads as (
    select * from {{ ref('fct_leads') }}
),

accounts as (
    select * from {{ ref('fct_account_funnel') }} where lead_at is not null
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

stacked as (
    {%- for stage in people_stages %}
    select
        'people' as entity,
        '{{ stage }}' as conversion_type,
        'people:{{ stage }}:' || person_id as conversion_id,
        person_id,
        account_id,
        cast(null as {{ dbt.type_string() }}) as opportunity_id,
        {{ stage }}_at as converted_at,
        {{ stage }}_date as conversion_date,
        lead_at,
        sql_at,
        region,
        industry,
        company_size,
        cast(null as decimal(18, 6)) as pipeline,
        cast(null as decimal(18, 6)) as revenue
    from leads
    where {{ stage }}_at is not null
    union all
    {%- endfor %}
    select
        'accounts', 'lead', 'accounts:lead:' || account_id,
        null, account_id, null, lead_at as converted_at, lead_date, lead_at, null, region, industry, company_size,
        null, null
    from accounts
    {%- for stage, of in deal_stages.items() %}
    union all
    select
        'accounts', '{{ stage }}', 'accounts:{{ stage }}:' || opportunities.opportunity_id,
        null, opportunities.account_id, opportunities.opportunity_id,
        opportunities.{{ of.at }} as converted_at, opportunities.{{ of.date }} as conversion_date,
        accounts.lead_at, opportunities.opened_at,
        opportunities.region, opportunities.industry, opportunities.company_size,
        {{ 'amount' if of.money == 'pipeline' else 'null' }}, {{ 'amount' if of.money == 'revenue' else 'null' }}
    from opportunities
    left join accounts on opportunities.account_id = accounts.account_id
    where {{ of.where }}
    {%- endfor %}
),

-- Without a single amount money is unknown, not zero.
landed as (
    select count(amount) > 0 as has_amounts from opportunities
),

conversions as (
    select
        stacked.conversion_id,
        stacked.entity,
        stacked.conversion_type,
        stacked.person_id,
        stacked.account_id,
        stacked.opportunity_id,
        stacked.converted_at,
        stacked.conversion_date,
        stacked.lead_at,
        stacked.sql_at,
        stacked.region,
        stacked.industry,
        stacked.company_size,
        {%- for stage, of in deal_stages.items() %}
        case
            when stacked.entity = 'accounts' and stacked.conversion_type = '{{ stage }}' then stacked.{{ of.money }}
            when landed.has_amounts then cast(0 as decimal(18, 6))
        end as {{ of.money }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from stacked
    cross join landed
)

select * from conversions
