with

landed as (
    {{ landing('salesforce', 'lead_history') }}
),

renamed as (
    select
        -- ids
        id as lead_id,
        owner_id,
        -- text
        status,
        -- booleans
        _fivetran_active as is_current,
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        last_modified_date as updated_at,
        _fivetran_start as valid_from_at,
        _fivetran_end as valid_to_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
