with

months as (
    select
        *,
        extract(month from month_start) as calendar_month
    from {{ ref('int_monthly_totals') }}
),

targets as (
    select
        *,
        extract(month from month_start) as calendar_month
    from {{ ref('int_forecast_targets') }}
),

origins as (
    select distinct
        metric,
        last_number
    from targets
),

known as (
    select
        origins.last_number,
        months.metric,
        months.month_number,
        months.calendar_month,
        cast(months.amount as double) as amount
    from origins
    inner join months
        on
            origins.metric = months.metric
            and origins.last_number >= months.month_number
            and origins.last_number - {{ var('forecast_window_months') }} < months.month_number
),

first_trends as (
    select
        metric,
        last_number,
        regr_slope(amount, month_number) as slope,
        regr_intercept(amount, month_number) as intercept
    from known
    group by metric, last_number
),

-- How far a month of the year lies off the trend, drawn towards it the fewer years tell: one year is half believed.
seasons as (
    select
        known.metric,
        known.last_number,
        known.calendar_month,
        greatest(
            0.2,
            1 + cast(count(*) as double) / (count(*) + 1) * (avg(
                case
                    when first_trends.intercept + first_trends.slope * known.month_number > 0
                        then known.amount / (first_trends.intercept + first_trends.slope * known.month_number)
                    else 1
                end
            ) - 1)
        ) as season
    from known
    inner join first_trends
        on known.metric = first_trends.metric and known.last_number = first_trends.last_number
    group by known.metric, known.last_number, known.calendar_month
),

trends as (
    select
        known.metric,
        known.last_number,
        regr_slope(known.amount / seasons.season, known.month_number) as slope,
        regr_intercept(known.amount / seasons.season, known.month_number) as intercept
    from known
    inner join seasons
        on
            known.metric = seasons.metric
            and known.last_number = seasons.last_number
            and known.calendar_month = seasons.calendar_month
    group by known.metric, known.last_number
),

forecasts as (
    select
        targets.metric,
        targets.last_month,
        targets.horizon,
        targets.month_start,
        greatest(0, trends.intercept + trends.slope * (targets.last_number + targets.horizon))
        * coalesce(seasons.season, 1) as trend_season,
        last_months.amount as naive_last_month,
        years_before.amount as naive_last_year
    from targets
    inner join trends on targets.metric = trends.metric and targets.last_number = trends.last_number
    left join seasons
        on
            targets.metric = seasons.metric
            and targets.last_number = seasons.last_number
            and targets.calendar_month = seasons.calendar_month
    left join months as last_months
        on targets.metric = last_months.metric and targets.last_number = last_months.month_number
    left join months as years_before
        on
            targets.metric = years_before.metric
            and targets.last_number + targets.horizon - 12 = years_before.month_number
)

select * from forecasts
