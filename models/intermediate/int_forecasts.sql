{%- set methods = ['trend_season', 'weighted_pipeline', 'ensemble', 'naive_last_month', 'naive_last_year'] -%}
with

trends as (
    select * from {{ ref('int_trend_forecasts') }}
),

pipeline as (
    select * from {{ ref('int_pipeline_forecasts') }}
),

contracts as (
    select * from {{ ref('int_contract_forecasts') }}
),

months as (
    select * from {{ ref('int_monthly_totals') }}
),

bounds as (
    select
        metric,
        max(month_start) as last_month
    from months
    group by metric
),

opinions as (
    select
        trends.*,
        -- What the open deals and the contracts there are will bring; of leads nobody knows as much.
        pipeline.forecast + contracts.forecast as weighted_pipeline
    from trends
    left join pipeline
        on
            trends.metric = pipeline.metric
            and trends.last_month = pipeline.last_month
            and trends.horizon = pipeline.horizon
    left join contracts
        on
            trends.metric = contracts.metric
            and trends.last_month = contracts.last_month
            and trends.horizon = contracts.horizon
),

-- The mean of two that err in different ways errs less.
ensembles as (
    select
        *,
        case
            when metric = 'revenue' then (trend_season + weighted_pipeline) / 2
            else (trend_season + naive_last_year) / 2
        end as ensemble
    from opinions
),

stacked as (
    {%- for method in methods %}
    select
        metric,
        '{{ method }}' as method,
        last_month,
        horizon,
        month_start,
        -- Rounded, since sums of doubles depend on the order of rows in their last digits.
        cast({{ method }} as decimal(28, 2)) as forecast
    from ensembles
    where {{ method }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Those of the future, and those of the past twelve months as they would have been made.
forecasts as (
    select
        stacked.metric,
        stacked.method,
        stacked.last_month,
        stacked.horizon,
        stacked.month_start,
        stacked.forecast,
        months.amount as actual,
        stacked.month_start > bounds.last_month as is_future
    from stacked
    inner join bounds on stacked.metric = bounds.metric
    left join months on stacked.metric = months.metric and stacked.month_start = months.month_start
    where
        stacked.last_month = bounds.last_month
        or (
            stacked.month_start <= bounds.last_month
            and stacked.month_start > {{ dbt.dateadd('month', -12, 'bounds.last_month') }}
        )
)

select * from forecasts
