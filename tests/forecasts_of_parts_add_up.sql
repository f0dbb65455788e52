-- The forecasts of all channels, regions and business units together are the forecast of the whole, by each method. A
-- red test means that a board shows two forecasts for one month.
with

wholes as (
    select * from {{ ref('int_forecasts') }} where is_future
),

parts as (
    select
        metric,
        method,
        period_start as month_start,
        sum(forecast) as forecast
    from {{ ref('forecast_periods') }}
    where grain = 'month' and method <> 'chosen'
    group by metric, method, period_start
),

apart as (
    select
        parts.metric,
        parts.method,
        parts.month_start,
        parts.forecast as of_parts,
        wholes.forecast as of_whole
    from parts
    left join wholes
        on parts.metric = wholes.metric and parts.method = wholes.method and parts.month_start = wholes.month_start
    where wholes.forecast is null or abs(parts.forecast - wholes.forecast) > 0.01
)

select * from apart
