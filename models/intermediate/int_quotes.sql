with

quotes as (
    select
        *,
        -- What a customer pays in tax and shipping is no price of ours.
        coalesce(total_price, grand_total) as price,
        coalesce(currency, {{ default_currency() }}) as price_currency,
        {{ reporting_date('created_at') }} as quote_date
    from {{ ref('stg_salesforce__quote') }}
    where _fate = 'kept'
),

crm_accounts as (
    select * from {{ ref('int_crm_accounts') }}
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where is_convertible
),

fx_rates as (
    select * from {{ ref('int_fx_rates') }}
),

placed as (
    select
        quotes.quote_id,
        opportunities.opportunity_id,
        coalesce(opportunities.account_id, crm_accounts.surviving_account_id) as account_id,
        opportunities.owner_id,
        quotes.status,
        -- Where the landing tells no status, every quote was sent.
        coalesce(lower(quotes.status) not in ('{{ var("unsent_quote_statuses") | join("', '") | lower }}'), true)
            as is_sent,
        quotes.created_at as quoted_at,
        quotes.quote_date,
        quotes.expiration_date,
        quotes.price_currency as currency,
        quotes.price,
        quotes.price is null
        or {{ fx_rate('quotes.price_currency', 'fx_rates.rate') }} is not null as is_convertible,
        {{ at_rate('quotes.price', fx_rate('quotes.price_currency', 'fx_rates.rate')) }} as price_reporting
    from quotes
    left join opportunities on quotes.opportunity_id = opportunities.opportunity_id
    left join crm_accounts on quotes.account_id = crm_accounts.account_id
    left join fx_rates on quotes.price_currency = fx_rates.currency and quotes.quote_date = fx_rates.rate_date
)

select * from placed
