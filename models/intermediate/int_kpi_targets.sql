with

targets as (
    select * from {{ ref('stg_planning__kpi_target') }} where _fate = 'kept'
),

named as (
    select
        lower(kpi) as kpi,
        lower(grain) as grain,
        period_start,
        coalesce(lower(segment), 'total') as segment,
        case when coalesce(lower(segment), 'total') = 'total' then 'total' else coalesce(segment_value, 'Unknown') end
            as segment_value,
        target
    from targets
)

select * from named
