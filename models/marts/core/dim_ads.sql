with

ads as (
    select * from {{ ref('int_ads') }}
),

reported as (
    select distinct
        platform,
        ad_id
    from {{ ref('int_ad_performance') }}
    where ad_id is not null
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type <> 'utm'
),

-- A platform can report on an ad whose name has not landed.
known as (
    select platform, ad_id from ads
    union
    select platform, ad_id from reported
),

described as (
    select
        known.platform || ':' || known.ad_id as ad_key,
        known.platform,
        known.ad_id,
        ads.ad_name,
        ads.ad_group_id,
        ads.ad_group_name,
        coalesce(campaign_keys.campaign_id, '(none)') as campaign_id,
        ads.landing_page_url
    from known
    left join ads on known.platform = ads.platform and known.ad_id = ads.ad_id
    left join campaign_keys
        on ads.platform = campaign_keys.source_type and ads.campaign_id = campaign_keys.key_value
)

select * from described
