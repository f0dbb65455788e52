with

forecasts as (
    select * from {{ ref('int_forecasts') }} where is_future
),

accuracy as (
    select * from {{ ref('forecast_accuracy') }} where forecasts >= {{ var('forecast_min_backtests') }}
),

parts as (
    select * from {{ ref('forecast_parts') }}
),

periods as (
    select * from {{ ref('dim_period_days') }} where grain not in ('day', 'week')
),

-- A forecast that was hardly ever tried has no interval to trust and is none.
tested as (
    select
        forecasts.metric,
        forecasts.method,
        forecasts.month_start,
        forecasts.forecast,
        accuracy.is_chosen,
        accuracy.half_width
    from forecasts
    inner join accuracy
        on
            forecasts.metric = accuracy.metric
            and forecasts.method = accuracy.method
            and forecasts.horizon = accuracy.horizon
),

totals as (
    select metric, method, month_start, forecast, half_width from tested
    union all
    select metric, 'chosen' as method, month_start, forecast, half_width from tested where is_chosen
),

-- Longer periods only where the forecasts cover all their months: none that has begun, or has a month without one. A
-- month that errs is mostly followed by one that errs the same way, so half-widths add up; squares would for
-- independent errors alone.
covered as (
    select
        totals.metric,
        totals.method,
        periods.grain,
        periods.period_start,
        sum(totals.forecast) as forecast,
        sum(cast(totals.half_width as decimal(28, 6))) as half_width
    from totals
    inner join periods on totals.month_start = periods.date_day
    group by totals.metric, totals.method, periods.grain, periods.period_start, periods.period_end
    having
        count(*) = 12 * (extract(year from periods.period_end) - extract(year from periods.period_start))
        + extract(month from periods.period_end) - extract(month from periods.period_start) + 1
),

divided as (
    select
        covered.metric,
        covered.method,
        covered.grain,
        covered.period_start,
        parts.channel,
        parts.region,
        parts.business_unit,
        cast(covered.forecast * parts.amount_share as decimal(28, 6)) as forecast,
        cast(
            cast(covered.half_width as double) * cast(covered.half_width as double) * parts.amount_share
            as decimal(28, 6)
        ) as square
    from covered
    inner join parts on covered.metric = parts.metric
    where parts.amount_share > 0
),

intervals as (
    select
        grain,
        period_start,
        metric,
        method,
        channel,
        region,
        business_unit,
        forecast,
        square as half_width_square,
        cast(greatest(0, forecast - sqrt(square)) as decimal(28, 6)) as lower,
        cast(forecast + sqrt(square) as decimal(28, 6)) as upper
    from divided
)

select * from intervals
