with

landed as (
    {{ landing('salesforce', 'opportunity_contact_role') }}
),

renamed as (
    select
        -- ids
        id as opportunity_contact_role_id,
        opportunity_id,
        contact_id,
        -- text
        role,
        -- booleans
        is_primary,
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        created_date as created_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
