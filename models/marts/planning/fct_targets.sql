with

targets as (
    select
        kpi,
        grain,
        period_start,
        segment,
        segment_value,
        target
    from {{ ref('int_kpi_targets') }}
    where is_reachable and not is_repeated
)

select * from targets
