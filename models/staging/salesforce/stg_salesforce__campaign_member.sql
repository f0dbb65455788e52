with

landed as (
    {{ landing('salesforce', 'campaign_member') }}
),

renamed as (
    select
        -- ids
        id as campaign_member_id,
        campaign_id,
        lead_id,
        contact_id,
        -- text
        status,
        -- booleans
        has_responded,
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        first_responded_date,
        created_date as created_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
