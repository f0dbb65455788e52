with

ads as (
    select * from {{ ref('int_ad_performance') }} where platform = 'google_ads'
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type = 'google_ads'
),

reported as (
    select distinct
        platform_campaign_id,
        source,
        medium,
        campaign
    from ads
),

bought as (
    select distinct
        campaign_keys.campaign_id,
        reported.source,
        reported.medium,
        reported.campaign,
        {{ traffic_key("''", 'reported.source', 'reported.medium', 'reported.campaign', "''", "''") }} as traffic_key
    from reported
    inner join campaign_keys on reported.platform_campaign_id = campaign_keys.key_value
),

-- One campaign of ours can be several of Google's; of two kinds, nobody knows which one brought a visit.
of_one_kind as (
    select * from bought qualify count(*) over (partition by campaign_id) = 1
),

-- What search ads buy, and ads of unknown type, their tags tell as well or better.
google_campaigns as (
    select * from of_one_kind where source <> 'google' or medium <> 'cpc' or campaign <> ''
)

select * from google_campaigns
