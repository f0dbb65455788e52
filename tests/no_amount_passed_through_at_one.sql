-- Money in another currency stands in the marts at the published rate of its day, and where there
-- is none it stands in no mart. A failure means that an amount was passed through at another rate,
-- most likely at 1: yen that count as dollars.
--
-- Looked up in the published rates anew: the last one of a currency that is at most `fx_carry_days`
-- old.
with

ads as (
    select * from {{ ref('fct_ad_performance') }}
),

keywords as (
    select * from {{ ref('fct_keyword_performance') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

invoices as (
    select * from {{ ref('int_invoices') }} where is_billed and fx_rate is not null
),

amounts as (
    select
        'ads' as mart,
        report_date as rate_date,
        currency,
        spend_source as amount_source,
        spend as amount
    from ads

    union all

    select
        'keywords' as mart,
        report_date as rate_date,
        currency,
        spend_source as amount_source,
        spend as amount
    from keywords

    union all

    select
        'opportunities' as mart,
        coalesce(closed_date, opened_date) as rate_date,
        currency,
        amount_source,
        amount
    from opportunities

    union all

    select
        'invoices' as mart,
        invoice_date as rate_date,
        currency,
        amount as amount_source,
        amount_reporting as amount
    from invoices
),

foreign_amounts as (
    select
        mart,
        rate_date,
        currency,
        cast(amount_source as double) as amount_source,
        cast(amount as double) as amount
    from amounts
    where amount is not null and coalesce(currency, '?') <> '{{ var("reporting_currency") }}'
),

rate_days as (
    select distinct
        rate_date,
        currency
    from foreign_amounts
),

published as (
    select * from {{ ref('fx_rates') }}
    union all
    -- The dollar is what the rates are published in.
    select distinct
        rate_date,
        'USD' as currency,
        1 as usd_rate
    from {{ ref('fx_rates') }}
    where currency <> 'USD'
),

last_published as (
    select
        rate_days.rate_date,
        rate_days.currency,
        published.currency as published_currency,
        cast(max_by(published.usd_rate, published.rate_date) as double) as usd_rate
    from rate_days
    inner join published
        on
            published.currency in (rate_days.currency, '{{ var("reporting_currency") }}')
            and rate_days.rate_date >= published.rate_date
            and rate_days.rate_date
            <= {{ dbt.dateadd('day', var('fx_carry_days'), 'published.rate_date') }}
    group by rate_days.rate_date, rate_days.currency, published.currency
),

rates as (
    select
        rate_date,
        currency,
        max(usd_rate) filter (where published_currency = currency)
        / max(usd_rate) filter (where published_currency <> currency) as rate
    from last_published
    group by rate_date, currency
),

-- Rates are kept to nine decimals and amounts to six.
wrong as (
    select
        foreign_amounts.*,
        rates.rate
    from foreign_amounts
    left join rates
        on foreign_amounts.rate_date = rates.rate_date and foreign_amounts.currency = rates.currency
    where
        rates.rate is null
        or abs(foreign_amounts.amount - foreign_amounts.amount_source * rates.rate)
        > 0.000002 + abs(foreign_amounts.amount_source) * 0.000000002
)

select * from wrong
