with

landed as (
    {{ landing('google_ads', 'campaign_stats') }}
),

renamed as (
    select
        -- ids
        _fivetran_id as campaign_stat_id,
        customer_id as account_id,
        id as campaign_id,
        -- text
        ad_network_type as network,
        device,
        -- numbers
        impressions,
        clicks,
        -- By product, not by quotient: DuckDB divides decimals as doubles.
        cast(cost_micros * 0.000001 as decimal(18, 6)) as spend,
        conversions as platform_conversions,
        conversions_value as platform_conversions_value,
        search_impression_share,
        -- dates and timestamps
        date as report_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
