with

opportunities as (
    select * from {{ ref('stg_salesforce__opportunity') }} where _fate = 'kept'
),

ends as (
    select * from {{ ref('int_opportunity_ends') }}
),

stage_mapping as (
    select * from {{ ref('stage_mapping') }} where object = 'opportunity'
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

staged as (
    select
        opportunities.*,
        -- The CRM's own flags decide; stage names only where one of them has not landed.
        case
            when opportunities.is_won then 'won'
            when not opportunities.is_closed then 'open'
            when opportunities.is_closed and not opportunities.is_won then 'lost'
            when stage_mapping.stage in ('won', 'lost') then stage_mapping.stage
            when opportunities.is_closed then 'lost'
            else 'open'
        end as outcome
    from opportunities
    left join stage_mapping on lower(opportunities.stage_name) = stage_mapping.source_stage
),

-- By this day the deal was decided; what was changed of it since may have moved the day, but only to a later one.
decided as (
    select
        staged.*,
        {{ reporting_date('least(ends.decided_at, coalesce(staged.updated_at, staged.synced_at))') }} as decided_date
    from staged
    left join ends on staged.opportunity_id = ends.opportunity_id and staged.outcome = ends.outcome
),

dated as (
    select
        opportunity_id,
        account_id as crm_account_id,
        campaign_id as crm_campaign_id,
        owner_id,
        opportunity_type,
        lead_source,
        stage_name,
        outcome,
        amount,
        coalesce(currency, {{ default_currency() }}) as currency,
        probability_percent,
        created_at as opened_at,
        {{ reporting_date('created_at') }} as opened_date,
        {{ reporting_date('synced_at') }} as synced_date,
        -- The close date of an open deal is a hope, and a deal may be decided with that hope still on it. One day later
        -- may be the same day where sales is at home.
        case
            when outcome = 'open' then null
            when {{ dbt.datediff('decided_date', 'close_date', 'day') }} > 1 then decided_date
            else close_date
        end as closed_date,
        case when outcome = 'open' then close_date end as expected_close_date
    from decided
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
        dated.currency,
        dated.probability_percent,
        dated.opened_at,
        dated.opened_date,
        dated.synced_date,
        dated.closed_date,
        dated.expected_close_date,
        traffic.channel,
        campaign_keys.campaign_id,
        {{ fx_rate('dated.currency', 'fx_rates.rate') }} as fx_rate
    from dated
    left join crm_accounts on dated.crm_account_id = crm_accounts.account_id
    left join campaign_keys on dated.crm_campaign_id = campaign_keys.key_value
    left join traffic on {{ traffic_key('dated.lead_source', "''", "''", "''", "''", "''") }} = traffic.traffic_key
    left join fx_rates
        on
            dated.currency = fx_rates.currency
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
