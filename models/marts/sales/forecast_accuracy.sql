with

backtest as (
    select * from {{ ref('forecast_backtest') }}
),

forecasts as (
    select * from {{ ref('int_forecasts') }} where is_future
),

-- Sums of decimals first, so that the order of rows changes no digit.
summed as (
    select
        metric,
        method,
        horizon,
        count(*) as forecasts,
        cast(sum(abs(error)) as double) / count(*) as mean_absolute_error,
        cast(sum(error) as double) / count(*) as mean_error,
        sqrt(
            cast(sum(cast(error as decimal(19, 2)) * cast(error as decimal(19, 2))) as double)
            / count(*)
        ) as root_mean_square_error,
        cast(sum(cast(abs(error) / nullif(abs(actual), 0) as decimal(18, 9))) as double)
        / nullif(count_if(actual <> 0), 0) as mean_absolute_percentage_error
    from backtest
    group by metric, method, horizon
),

-- Who looks further ahead is never surer; 1.2816 standard deviations to each side hold 80 % of a normal distribution.
widened as (
    select
        *,
        1.2816 * max(root_mean_square_error)
            over (partition by metric, method order by horizon rows unbounded preceding)
            as half_width
    from summed
),

covered as (
    select
        widened.metric,
        widened.method,
        widened.horizon,
        count_if(abs(backtest.error) <= widened.half_width) as covered_forecasts
    from widened
    inner join backtest
        on
            widened.metric = backtest.metric
            and widened.method = backtest.method
            and widened.horizon = backtest.horizon
    group by widened.metric, widened.method, widened.horizon
),

naive as (
    select
        metric,
        horizon,
        mean_absolute_error
    from summed
    where method = 'naive_last_month'
),

-- Only methods that were tried on the same months are compared, and those that know nothing of the month ahead, as the
-- pipeline without a deal won in a year, are no choice.
ranked as (
    select
        summed.metric,
        summed.method,
        summed.horizon,
        row_number() over (
            partition by summed.metric, summed.horizon
            order by summed.forecasts desc, summed.mean_absolute_error, summed.method
        ) as place
    from summed
    inner join forecasts
        on
            summed.metric = forecasts.metric
            and summed.method = forecasts.method
            and summed.horizon = forecasts.horizon
),

accuracy as (
    select
        widened.metric,
        widened.method,
        widened.horizon,
        widened.forecasts,
        widened.mean_absolute_error,
        widened.mean_absolute_percentage_error,
        widened.mean_error,
        widened.root_mean_square_error,
        {{ share('widened.mean_absolute_error', 'naive.mean_absolute_error') }} as error_to_naive_ratio,
        widened.half_width,
        {{ share('covered.covered_forecasts', 'widened.forecasts') }} as covered_rate,
        coalesce(ranked.place = 1, false) and widened.forecasts >= {{ var('forecast_min_backtests') }} as is_chosen
    from widened
    inner join covered
        on
            widened.metric = covered.metric
            and widened.method = covered.method
            and widened.horizon = covered.horizon
    left join ranked
        on
            widened.metric = ranked.metric
            and widened.method = ranked.method
            and widened.horizon = ranked.horizon
    left join naive on widened.metric = naive.metric and widened.horizon = naive.horizon
)

select * from accuracy
