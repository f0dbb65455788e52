with

landed as (
    {{ landing('facebook_ads', 'ad_set_history') }}
),

renamed as (
    select
        -- ids
        id as ad_group_id,
        campaign_id,
        account_id,
        -- text
        name as ad_group_name,
        status,
        -- dates and timestamps
        updated_time as updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
