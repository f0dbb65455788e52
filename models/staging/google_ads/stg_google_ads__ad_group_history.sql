with

landed as (
    {{ landing('google_ads', 'ad_group_history') }}
),

renamed as (
    select
        -- ids
        id as ad_group_id,
        campaign_id,
        -- text
        name as ad_group_name,
        type as ad_group_type,
        status,
        -- dates and timestamps
        updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
