with

landed as (
    {{ landing('facebook_ads', 'campaign_history') }}
),

renamed as (
    select
        -- ids
        id as campaign_id,
        account_id,
        -- text
        name as campaign_name,
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
