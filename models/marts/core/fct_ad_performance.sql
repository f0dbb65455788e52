with

performance as (
    select * from {{ ref('int_ad_performance') }} where fx_rate is not null
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type <> 'utm'
),

campaigns as (
    select * from {{ ref('int_campaigns') }}
),

traffic as (
    select * from {{ ref('int_traffic') }}
),

placed as (
    select
        performance.report_date,
        performance.platform,
        performance.account_id,
        coalesce(campaign_keys.campaign_id, '(none)') as campaign_id,
        performance.platform_campaign_id,
        performance.platform || ':' || performance.ad_id as ad_key,
        traffic.channel,
        coalesce(campaigns.region, 'Unknown') as region,
        performance.impressions,
        performance.clicks,
        performance.platform_leads,
        performance.platform_purchases,
        performance.platform_conversions,
        performance.currency,
        performance.spend as spend_source,
        performance.spend_reporting as spend,
        performance.report_rows
    from performance
    left join campaign_keys
        on
            performance.platform = campaign_keys.source_type
            and performance.platform_campaign_id = campaign_keys.key_value
    left join campaigns on campaign_keys.campaign_id = campaigns.campaign_id
    left join traffic
        on {{ traffic_key("''", 'performance.source', 'performance.medium', 'performance.campaign', "''", "''") }}
            = traffic.traffic_key
)

select * from placed
