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

keywords as (
    select * from {{ ref('int_keywords') }}
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
        performance.ad_group_id,
        performance.platform || ':' || performance.ad_id as ad_key,
        performance.keyword_id,
        coalesce(lower(keywords.keyword_text), '(none)') as keyword,
        traffic.channel,
        coalesce(campaigns.program, '(none)') as program,
        {{ social_network('traffic.channel', 'performance.source') }} as network,
        coalesce(campaigns.region, 'Unknown') as region,
        cast(performance.impressions as bigint) as impressions,
        cast(performance.clicks as bigint) as clicks,
        cast(performance.platform_leads as decimal(28, 6)) as platform_leads,
        cast(performance.platform_purchases as decimal(28, 6)) as platform_purchases,
        cast(performance.platform_conversions as decimal(28, 6)) as platform_conversions,
        performance.currency,
        cast(performance.spend as decimal(28, 6)) as spend_source,
        performance.spend_reporting as spend,
        performance.report_rows
    from performance
    left join campaign_keys
        on
            performance.platform = campaign_keys.source_type
            and performance.platform_campaign_id = campaign_keys.key_value
    left join campaigns on campaign_keys.campaign_id = campaigns.campaign_id
    left join keywords
        on performance.ad_group_id = keywords.ad_group_id and performance.keyword_id = keywords.keyword_id
    left join traffic
        on
            {{ traffic_key("''", 'performance.source', 'performance.medium', 'performance.campaign', "''", "''") }}
            = traffic.traffic_key
)

select * from placed
