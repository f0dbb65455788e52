with

landed as (
    {{ landing('facebook_ads', 'basic_ad') }}
),

renamed as (
    select
        -- ids
        ad_id,
        account_id,
        -- numbers
        impressions,
        inline_link_clicks as clicks,
        reach,
        spend,
        -- dates and timestamps
        date as report_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
