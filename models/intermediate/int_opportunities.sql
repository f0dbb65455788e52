{%- set kinds = {'is_renewal': var('renewal_deal_types'), 'is_of_customer': var('customer_deal_types')} -%}
with

opportunities as (
    select
        *,
        coalesce(currency, {{ default_currency() }}) as known_currency
    from {{ ref('stg_salesforce__opportunity') }}
    where _fate = 'kept'
),

outcomes as (
    select * from {{ ref('int_opportunity_outcomes') }}
),

crm_accounts as (
    select * from {{ ref('int_crm_accounts') }}
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type = 'salesforce'
),

traffic as (
    select * from {{ ref('int_traffic') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates') }}
),

placed as (
    select
        opportunities.opportunity_id,
        -- A won deal without an account has a buyer all the same, known by the deal alone.
        coalesce(
            crm_accounts.surviving_account_id,
            case when outcomes.outcome = 'won' then 'deal:' || opportunities.opportunity_id end
        ) as account_id,
        opportunities.owner_id,
        opportunities.opportunity_type,
        {%- for kind, patterns in kinds.items() %}
        {% for pattern in patterns -%}
        coalesce(lower(opportunities.opportunity_type) like {{ literal(pattern | lower) }}, false) or {% endfor -%}
        false as {{ kind }},
        {%- endfor %}
        opportunities.stage_name,
        outcomes.outcome,
        opportunities.amount,
        opportunities.known_currency as currency,
        opportunities.probability_percent,
        outcomes.opened_at,
        outcomes.opened_date,
        {{ reporting_date('opportunities.synced_at') }} as synced_date,
        outcomes.closed_at,
        outcomes.closed_date,
        outcomes.expected_close_date,
        outcomes.first_seen_at,
        traffic.channel,
        campaign_keys.campaign_id,
        {{ fx_rate('opportunities.known_currency', 'fx_rates.rate') }} as fx_rate
    from opportunities
    inner join outcomes on opportunities.opportunity_id = outcomes.opportunity_id
    left join crm_accounts on opportunities.account_id = crm_accounts.account_id
    left join campaign_keys on opportunities.campaign_id = campaign_keys.key_value
    left join traffic
        on {{ traffic_key('opportunities.lead_source', "''", "''", "''", "''", "''") }} = traffic.traffic_key
    left join fx_rates
        on
            opportunities.known_currency = fx_rates.currency
            and coalesce(outcomes.closed_date, outcomes.opened_date) = fx_rates.rate_date
),

valued as (
    select
        *,
        -- Without money there is nothing to convert, so nothing to miss.
        amount is null or fx_rate is not null as is_convertible,
        {{ at_rate('amount', 'fx_rate') }} as amount_reporting
    from placed
)

select * from valued
