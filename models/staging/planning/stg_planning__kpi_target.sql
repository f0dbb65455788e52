with

landed as (
    {{ landing('planning', 'kpi_target') }}
),

renamed as (
    select
        -- text
        kpi,
        grain,
        segment,
        segment_value,
        -- numbers
        target,
        -- dates and timestamps
        period_start,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
