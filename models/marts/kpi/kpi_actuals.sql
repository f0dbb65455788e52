with

inputs as (
    select * from {{ ref('kpi_inputs') }}
),

actuals as (
    {{ kpis_by_period('inputs', kpi_marts()) }}
)

select * from actuals
