with

landed as (
    {{ landing('zendesk', 'organization') }}
),

renamed as (
    select
        -- ids
        id as organization_id,
        external_id as crm_account_id,
        -- dates and timestamps
        created_at,
        updated_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
