with

months as (
    select * from {{ ref('int_monthly_totals') }}
),

horizons as (
    {%- for horizon in range(1, var('forecast_months') + 1) %}
    select {{ horizon }} as horizon
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A forecast knows the months up to its last one, as if it had been made when that was over.
origins as (
    select
        metric,
        month_start as last_month,
        month_number as last_number
    from months
    where month_number >= {{ var('forecast_min_months') }}
    qualify
        row_number() over (partition by metric order by month_number desc)
        <= {{ 12 + var('forecast_months') }}
),

targets as (
    select
        origins.*,
        horizons.horizon,
        cast({{ dbt.dateadd('month', 'horizons.horizon', 'origins.last_month') }} as date) as month_start
    from origins
    cross join horizons
)

select * from targets
