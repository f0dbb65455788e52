with

published as (
    select * from {{ ref('fx_rates') }}
),

held as (
    select
        *,
        lead(rate_date) over (partition by currency order by rate_date) as next_rate_date
    from published
),

-- Rates are published on business days; the one before holds over a weekend, not over a month.
daily as (
    select
        currency,
        usd_rate,
        {{ days_between(
            'rate_date',
            'least('
            ~ dbt.dateadd('day', -1, 'next_rate_date') ~ ', '
            ~ dbt.dateadd('day', var('fx_carry_days'), 'rate_date') ~ ')'
        ) }} as rate_date
    from held
),

-- The dollar needs no row, and one that stands there all the same must not double it.
with_dollar as (
    select
        currency,
        usd_rate,
        rate_date
    from daily
    where currency <> 'USD'

    union all

    select distinct
        'USD' as currency,
        cast(1 as decimal(24, 15)) as usd_rate,
        rate_date
    from daily
    where currency <> 'USD'
),

reporting as (
    select * from with_dollar where currency = '{{ var("reporting_currency") }}'
),

crossed as (
    select
        with_dollar.currency,
        with_dollar.rate_date,
        -- Engines divide decimals differently, doubles alike; what needs no division keeps all its digits.
        case
            when reporting.usd_rate = 1 then with_dollar.usd_rate
            else cast(cast(with_dollar.usd_rate as double) / cast(reporting.usd_rate as double) as decimal(24, 15))
        end as rate
    from with_dollar
    inner join reporting on with_dollar.rate_date = reporting.rate_date
)

select * from crossed
