with

performance as (
    select * from {{ ref('int_keyword_performance') }} where fx_rate is not null
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type = 'google_ads'
),

placed as (
    select
        performance.report_date,
        performance.account_id,
        coalesce(campaign_keys.campaign_id, '(none)') as campaign_id,
        performance.ad_group_id,
        performance.keyword_id,
        performance.keyword_text,
        performance.match_type,
        cast(performance.impressions as bigint) as impressions,
        cast(performance.clicks as bigint) as clicks,
        cast(performance.platform_conversions as decimal(28, 6)) as platform_conversions,
        performance.currency,
        cast(performance.spend as decimal(28, 6)) as spend_source,
        performance.spend_reporting as spend,
        performance.report_rows
    from performance
    left join campaign_keys on performance.campaign_id = campaign_keys.key_value
)

select * from placed
