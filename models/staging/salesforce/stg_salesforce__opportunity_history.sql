with

landed as (
    {{ landing('salesforce', 'opportunity_history') }}
),

renamed as (
    select
        -- ids
        id as opportunity_id,
        -- text
        stage_name,
        -- numbers
        amount,
        -- booleans
        _fivetran_active as is_current,
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        close_date,
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
