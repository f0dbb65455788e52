with

landed as (
    {{ landing('google_ads', 'ad_history') }}
),

renamed as (
    select
        -- ids
        id as ad_id,
        ad_group_id,
        -- text
        name as ad_name,
        type as ad_type,
        status,
        final_urls,
        -- dates and timestamps
        updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
