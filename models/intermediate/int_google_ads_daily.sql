with

ad_stats as (
    select * from {{ ref('stg_google_ads__ad_stats') }} where _fate = 'kept'
),

campaign_stats as (
    select * from {{ ref('stg_google_ads__campaign_stats') }} where _fate = 'kept'
),

by_ad as (
    select
        report_date,
        account_id,
        campaign_id,
        ad_group_id,
        ad_id,
        keyword_id,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(spend) as spend,
        sum(platform_conversions) as platform_conversions,
        count(*) as report_rows
    from ad_stats
    group by report_date, account_id, campaign_id, ad_group_id, ad_id, keyword_id
),

by_campaign as (
    select
        report_date,
        account_id,
        campaign_id,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(spend) as spend,
        sum(platform_conversions) as platform_conversions
    from campaign_stats
    group by report_date, account_id, campaign_id
),

ads_of_campaign as (
    select
        report_date,
        account_id,
        campaign_id,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(spend) as spend,
        sum(platform_conversions) as platform_conversions
    from by_ad
    group by report_date, account_id, campaign_id
),

-- Campaigns such as Performance Max report no ads: what a campaign spent beyond its ads stands in a row of
-- its own, else the total would be less than the platform's. It is never negative: where the ads report
-- more than their campaign, the campaign's report is the incomplete one.
remainder as (
    select
        by_campaign.report_date,
        by_campaign.account_id,
        by_campaign.campaign_id,
        cast(null as {{ dbt.type_string() }}) as ad_group_id,
        cast(null as {{ dbt.type_string() }}) as ad_id,
        cast(null as {{ dbt.type_string() }}) as keyword_id,
        greatest(by_campaign.impressions - coalesce(ads_of_campaign.impressions, 0), 0) as impressions,
        greatest(by_campaign.clicks - coalesce(ads_of_campaign.clicks, 0), 0) as clicks,
        greatest(by_campaign.spend - coalesce(ads_of_campaign.spend, 0), 0) as spend,
        greatest(by_campaign.platform_conversions - coalesce(ads_of_campaign.platform_conversions, 0), 0)
            as platform_conversions,
        0 as report_rows
    from by_campaign
    left join ads_of_campaign
        on
            by_campaign.report_date = ads_of_campaign.report_date
            and by_campaign.account_id = ads_of_campaign.account_id
            and by_campaign.campaign_id = ads_of_campaign.campaign_id
),

daily as (
    select * from by_ad
    union all
    select * from remainder where impressions > 0 or clicks > 0 or spend > 0 or platform_conversions > 0
)

select * from daily
