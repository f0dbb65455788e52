with

-- A bill of nothing, such as a free month, is a missing one.
lines as (
    select * from {{ ref('int_invoice_lines') }}
    where is_recurring and is_billed and fx_rate is not null and net_amount <> 0
),

measured as (
    select
        *,
        {{ dbt.datediff('period_start_date', 'period_end_date', 'day') }} as days
    from lines
),

rounded as (
    select
        *,
        cast(round(days * 12 / 365.25) as integer) as nearest_months
    from measured
),

-- A month is a month, whether it has 28 days or 31: a price per day would move with the calendar.
counted as (
    select
        *,
        case
            when not is_proration and nearest_months >= 1 and abs(days - nearest_months * 365.25 / 12) <= 3
                then nearest_months
        end as months
    from rounded
),

-- The full period that a proration is a part of ends with it.
cycles as (
    select
        subscription_id,
        period_end_date,
        max(days) as days,
        max(months) as months
    from counted
    where months is not null
    group by subscription_id, period_end_date
),

-- One rate for all that an account pays in a currency, so that no movement is the exchange rate's.
rates as (
    select
        account_id,
        currency,
        fx_rate
    from counted
    qualify row_number() over (partition by account_id, currency order by invoice_date, invoice_id, line_id) = 1
),

monthly as (
    select
        counted.line_id,
        counted.invoice_id,
        counted.subscription_id,
        counted.account_id,
        counted.product,
        counted.is_proration,
        counted.is_renewal,
        counted.invoice_date,
        counted.period_start_date,
        counted.period_end_date,
        counted.days,
        counted.months,
        coalesce(cycles.days, counted.days) as cycle_days,
        counted.net_amount_reporting as revenue,
        rates.fx_rate,
        cast(
            case
                when counted.months is not null then cast(counted.net_amount as double) / counted.months
                else
                    cast(counted.net_amount as double) / counted.days
                    * coalesce(cycles.days, 365) / coalesce(cycles.months, 12)
            end as decimal(18, 6)
        ) as monthly_amount
    from counted
    inner join rates on counted.account_id = rates.account_id and counted.currency = rates.currency
    left join cycles
        on counted.subscription_id = cycles.subscription_id and counted.period_end_date = cycles.period_end_date
),

valued as (
    select
        *,
        {{ at_rate('monthly_amount', 'fx_rate') }} as mrr
    from monthly
)

select * from valued
