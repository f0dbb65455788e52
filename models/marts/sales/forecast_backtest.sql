with

forecasts as (
    select * from {{ ref('int_forecasts') }} where not is_future
),

errors as (
    select
        metric,
        method,
        cast(horizon as bigint) as horizon,
        month_start,
        last_month,
        cast(forecast as decimal(28, 6)) as forecast,
        actual,
        cast(forecast - actual as decimal(28, 6)) as error
    from forecasts
)

select * from errors
