with

targets as (
    select * from {{ ref('int_kpi_targets') }}
)

select * from targets
