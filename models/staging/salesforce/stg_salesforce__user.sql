with

landed as (
    {{ landing('salesforce', 'user') }}
),

renamed as (
    select
        -- ids
        id as user_id,
        manager_id,
        -- text
        name as user_name,
        division,
        time_zone_sid_key as time_zone,
        -- booleans
        is_active,
        -- dates and timestamps
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
