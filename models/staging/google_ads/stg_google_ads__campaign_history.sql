with

landed as (
    {{ landing('google_ads', 'campaign_history') }}
),

renamed as (
    select
        -- ids
        id as campaign_id,
        customer_id as account_id,
        -- text
        name as campaign_name,
        advertising_channel_type,
        advertising_channel_subtype,
        status,
        -- dates and timestamps
        start_date,
        end_date,
        updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
