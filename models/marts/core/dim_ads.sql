with

ads as (
    select * from {{ ref('int_ads') }}
),

creatives as (
    select * from {{ ref('int_creatives') }}
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type <> 'utm'
),

described as (
    select
        creatives.creative as ad_key,
        creatives.platform,
        creatives.ad_id,
        ads.ad_name,
        ads.ad_group_id,
        ads.ad_group_name,
        coalesce(campaign_keys.campaign_id, '(none)') as campaign_id,
        ads.landing_page_url
    from creatives
    left join ads on creatives.platform = ads.platform and creatives.ad_id = ads.ad_id
    left join campaign_keys
        on ads.platform = campaign_keys.source_type and ads.campaign_id = campaign_keys.key_value
)

select * from described
