with

opportunities as (
    select * from {{ ref('stg_salesforce__opportunity') }} where _fate = 'kept'
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

dated as (
    select
        opportunities.*,
        coalesce(opportunities.currency, {{ default_currency() }}) as known_currency,
        outcomes.outcome,
        outcomes.opened_at,
        outcomes.opened_date,
        outcomes.closed_at,
        outcomes.closed_date,
        outcomes.expected_close_date
    from opportunities
    inner join outcomes on opportunities.opportunity_id = outcomes.opportunity_id
),

placed as (
    select
        dated.opportunity_id,
        -- A won deal without an account has a buyer all the same, known by the deal alone.
        coalesce(
            crm_accounts.surviving_account_id,
            case when dated.outcome = 'won' then 'deal:' || dated.opportunity_id end
        ) as account_id,
        dated.owner_id,
        dated.opportunity_type,
        dated.stage_name,
        dated.outcome,
        dated.amount,
        dated.known_currency as currency,
        dated.probability_percent,
        dated.opened_at,
        dated.opened_date,
        {{ reporting_date('dated.synced_at') }} as synced_date,
        dated.closed_at,
        dated.closed_date,
        dated.expected_close_date,
        traffic.channel,
        campaign_keys.campaign_id,
        {{ fx_rate('dated.known_currency', 'fx_rates.rate') }} as fx_rate
    from dated
    left join crm_accounts on dated.account_id = crm_accounts.account_id
    left join campaign_keys on dated.campaign_id = campaign_keys.key_value
    left join traffic on {{ traffic_key('dated.lead_source', "''", "''", "''", "''", "''") }} = traffic.traffic_key
    left join fx_rates
        on
            dated.known_currency = fx_rates.currency
            and coalesce(dated.closed_date, dated.opened_date) = fx_rates.rate_date
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
