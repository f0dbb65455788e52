with

landed as (
    {{ landing('google_ads', 'ad_stats') }}
),

renamed as (
    select
        -- ids
        _fivetran_id as ad_stat_id,
        customer_id as account_id,
        campaign_id,
        -- Landings without the plain ids still name both in resource names:
        -- customers/1/adGroups/2 and customers/1/adGroupCriteria/2~3.
        coalesce(ad_group_id, split_part(ad_group, '/', -1)) as ad_group_id,
        split_part(keyword_ad_group_criterion, '~', -1) as keyword_id,
        ad_id,
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
        -- dates and timestamps
        date as report_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
