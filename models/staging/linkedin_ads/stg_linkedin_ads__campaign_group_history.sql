with

landed as (
    {{ landing('linkedin_ads', 'campaign_group_history') }}
),

renamed as (
    select
        -- ids
        id as campaign_group_id,
        account_id,
        -- text
        name as campaign_group_name,
        status,
        -- dates and timestamps
        last_modified_time as updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
