-- Money in another currency stands in the marts at the published rate of its day, and where there
-- is none it stands in no mart. A failure means that an amount was passed through at another rate,
-- most likely at 1: yen that count as dollars.
--
-- Looked up in the published rates anew: the last one of a currency that is at most `fx_carry_days`
-- old.
{# Where money is converted: the rows in a mart, the day of their rate, the amount that landed and what became of it. #}
{% set conversions = [
    ('fct_ad_performance', 'true', 'report_date', 'spend_source', 'spend'),
    ('fct_keyword_performance', 'true', 'report_date', 'spend_source', 'spend'),
    ('fct_opportunities', 'true', 'coalesce(closed_date, opened_date)', 'amount_source', 'amount'),
    ('fct_quotes', 'true', 'quote_date', 'price_source', 'price'),
    ('int_invoices', 'is_billed and fx_rate is not null', 'invoice_date', 'amount', 'amount_reporting'),
    ('fct_invoice_lines', 'true', 'invoice_date', 'net_amount', 'revenue'),
    ('fct_costs', "cost_source = 'ledger'", 'cost_date', 'amount_source', 'cost'),
    ('int_budgets', 'fx_rate is not null', 'rate_date', 'amount', 'budget'),
    ('int_keyword_positions', 'is_convertible', 'position_date', 'cost_per_click', 'cost_per_click_reporting'),
] -%}
with

amounts as (
    {%- for model, kept, rate_date, amount_source, amount in conversions %}
    select
        '{{ model }}' as model,
        {{ rate_date }} as rate_date,
        currency,
        cast({{ amount_source }} as double) as amount_source,
        cast({{ amount }} as double) as amount
    from {{ ref(model) }}
    where {{ kept }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

foreign_amounts as (
    select *
    from amounts
    where amount_source is not null and coalesce(currency, '?') <> '{{ var("reporting_currency") }}'
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

-- Rates are kept to fifteen decimals and amounts to six; doubles hold about as many digits.
wrong as (
    select
        foreign_amounts.*,
        rates.rate
    from foreign_amounts
    left join rates
        on foreign_amounts.rate_date = rates.rate_date and foreign_amounts.currency = rates.currency
    where
        rates.rate is null
        or foreign_amounts.amount is null
        or abs(foreign_amounts.amount - foreign_amounts.amount_source * rates.rate)
        > 0.000002 + abs(foreign_amounts.amount_source) * 2e-15 + abs(foreign_amounts.amount) * 1e-14
)

select * from wrong
