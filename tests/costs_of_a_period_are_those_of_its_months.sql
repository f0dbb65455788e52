-- The cost of a quarter or year is that of its months, and unknown where one is that has begun: books that close late
-- leave the youngest without. What is booked after "now", be it planned or `as_of` an earlier day, counts in its month
-- and so in its year. A failure means that a part of the cost passes for the whole, over all that it brought.
with

costs as (
    select * from {{ ref('kpi_values') }} where kpi in ('marketing_cost', 'sales_cost') and segment = 'total'
),

period_days as (
    {%- for kpi in ['marketing_cost', 'sales_cost'] %}
    select
        *,
        '{{ kpi }}' as kpi,
        is_{{ kpi }}_known as is_cost_known
    from {{ ref('dim_period_days') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

span as (
    select * from {{ ref('int_data_span') }}
),

months as (
    select * from period_days where grain = 'month' and is_first_day
),

expected as (
    select
        period_days.grain,
        period_days.period_start,
        period_days.kpi,
        bool_and(period_days.is_cost_known) as is_cost_known,
        bool_and(months.is_cost_known or months.date_day > span.as_of_date) as are_months_known,
        coalesce(sum(costs.value), 0) as cost
    from period_days
    inner join months on period_days.date_day = months.date_day and period_days.kpi = months.kpi
    inner join span on period_days.period_start <= span.as_of_date
    left join costs
        on costs.grain = 'month' and months.period_start = costs.period_start and period_days.kpi = costs.kpi
    where period_days.grain in ('quarter', 'year', 'fiscal_quarter', 'fiscal_year')
    group by period_days.grain, period_days.period_start, period_days.kpi
),

broken as (
    select
        expected.*,
        costs.value
    from expected
    left join costs
        on
            expected.grain = costs.grain and expected.period_start = costs.period_start
            and expected.kpi = costs.kpi
    where
        expected.is_cost_known <> expected.are_months_known
        or (not expected.is_cost_known and costs.value is not null)
        or (expected.is_cost_known and abs(coalesce(costs.value, 0) - expected.cost) > 0.005)
)

select * from broken
