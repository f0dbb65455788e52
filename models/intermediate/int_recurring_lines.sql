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

-- A month is a month, whether it has 28 days or 31: a price per day would move with the calendar. Four weeks are none.
counted as (
    select
        *,
        case
            when is_proration or is_by_days then null
            when nearest_months >= 1 and abs(days - nearest_months * 365.25 / 12) <= 3 then nearest_months
        end as months
    from rounded
),

wholes as (
    select
        *,
        max(months) over (partition by subscription_id, period_end_date) as whole_months,
        max(case when months is not null then days end) over (
            partition by subscription_id, period_end_date
        ) as whole_days,
        min(months) over (partition by subscription_id) as usual_months,
        min(case when months is not null then period_start_date end) over (
            partition by subscription_id
        ) as first_start_date
    from counted
),

usual as (
    select
        *,
        case
            when is_proration or period_end_date = first_start_date
                then {{ dbt.datediff(
                    dbt.dateadd('month', '-usual_months', 'period_end_date'), 'period_end_date', 'day'
                ) }}
        end as usual_days
    from wholes
),

-- The full period that a part belongs to ends with it; one that has not landed is as long as the shortest that the
-- subscription has been billed by, unless the part is longer.
cycles as (
    select
        *,
        case when whole_months is null and days <= usual_days then usual_months else whole_months end as cycle_months,
        case when whole_months is null and days <= usual_days then usual_days else whole_days end as cycle_days
    from usual
),

-- One rate for all that an account pays in a currency, so that no movement is the exchange rate's.
rates as (
    select
        account_id,
        currency,
        fx_rate
    from lines
    qualify row_number() over (partition by account_id, currency order by invoice_date, invoice_id, line_id) = 1
),

monthly as (
    select
        cycles.line_id,
        cycles.invoice_id,
        cycles.subscription_id,
        cycles.account_id,
        cycles.product,
        cycles.is_proration,
        cycles.is_renewal,
        cycles.invoice_date,
        cycles.period_start_date,
        cycles.period_end_date,
        cycles.days,
        cycles.months,
        coalesce(cycles.cycle_days, cycles.days) as cycle_days,
        cycles.net_amount_reporting as revenue,
        cycles.kept_share,
        rates.fx_rate,
        cast(
            case
                when cycles.months is not null then cast(cycles.net_amount as double) / cycles.months
                else
                    cast(cycles.net_amount as double) / cycles.days
                    * coalesce(cycles.cycle_days, 365) / coalesce(cycles.cycle_months, 12)
            end as decimal(18, 6)
        ) as monthly_amount
    from cycles
    inner join rates on cycles.account_id = rates.account_id and cycles.currency = rates.currency
),

valued as (
    select
        *,
        {{ at_rate('monthly_amount', 'fx_rate') }} as mrr
    from monthly
)

select * from valued
