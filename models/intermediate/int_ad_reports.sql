with

google_rows as (
    select * from {{ ref('int_google_ads_daily') }}
),

-- A campaign keeps its type for life; UNKNOWN is one that came after the version of the API.
google_campaigns as (
    select
        campaign_id,
        max(advertising_channel_type) as campaign_type
    from {{ ref('stg_google_ads__campaign_history') }}
    where (_fate = 'kept' or _fate = 'deleted') and advertising_channel_type not in ('UNKNOWN', 'UNSPECIFIED')
    group by campaign_id
),

linkedin_rows as (
    select * from {{ ref('stg_linkedin_ads__ad_analytics_by_creative') }} where _fate = 'kept'
),

facebook_rows as (
    select * from {{ ref('stg_facebook_ads__basic_ad') }} where _fate = 'kept'
),

facebook_conversions as (
    select * from {{ ref('int_facebook_ads_conversions') }}
),

ads as (
    select * from {{ ref('int_ads') }}
),

google as (
    select
        'google_ads' as platform,
        google_rows.report_date,
        google_rows.account_id,
        google_rows.campaign_id as platform_campaign_id,
        google_campaigns.campaign_type,
        google_rows.ad_group_id,
        google_rows.ad_id,
        google_rows.keyword_id,
        google_rows.impressions,
        google_rows.clicks,
        google_rows.spend,
        cast(null as decimal(18, 6)) as spend_usd,
        cast(null as decimal(18, 6)) as platform_leads,
        cast(null as decimal(18, 6)) as platform_purchases,
        google_rows.platform_conversions,
        google_rows.report_rows
    from google_rows
    left join google_campaigns on google_rows.campaign_id = google_campaigns.campaign_id
),

linkedin as (
    select
        'linkedin_ads' as platform,
        linkedin_rows.report_date,
        ads.account_id,
        ads.campaign_id as platform_campaign_id,
        cast(null as {{ dbt.type_string() }}) as campaign_type,
        ads.ad_group_id,
        linkedin_rows.ad_id,
        cast(null as {{ dbt.type_string() }}) as keyword_id,
        linkedin_rows.impressions,
        linkedin_rows.clicks,
        linkedin_rows.spend,
        linkedin_rows.spend_usd,
        linkedin_rows.platform_leads,
        cast(null as decimal(18, 6)) as platform_purchases,
        linkedin_rows.platform_conversions,
        1 as report_rows
    from linkedin_rows
    left join ads on ads.platform = 'linkedin_ads' and linkedin_rows.ad_id = ads.ad_id
),

facebook as (
    select
        'facebook_ads' as platform,
        coalesce(facebook_rows.report_date, facebook_conversions.report_date) as report_date,
        replace(coalesce(facebook_rows.account_id, ads.account_id), 'act_', '') as account_id,
        ads.campaign_id as platform_campaign_id,
        cast(null as {{ dbt.type_string() }}) as campaign_type,
        ads.ad_group_id,
        coalesce(facebook_rows.ad_id, facebook_conversions.ad_id) as ad_id,
        cast(null as {{ dbt.type_string() }}) as keyword_id,
        case when facebook_rows.ad_id is null then 0 else facebook_rows.impressions end as impressions,
        case when facebook_rows.ad_id is null then 0 else facebook_rows.clicks end as clicks,
        case when facebook_rows.ad_id is null then 0 else facebook_rows.spend end as spend,
        cast(null as decimal(18, 6)) as spend_usd,
        facebook_conversions.platform_leads,
        facebook_conversions.platform_purchases,
        cast(null as decimal(18, 6)) as platform_conversions,
        case when facebook_rows.ad_id is null then 0 else 1 end as report_rows
    from facebook_rows
    -- People also convert on days without delivery.
    full outer join facebook_conversions
        on
            facebook_rows.ad_id = facebook_conversions.ad_id
            and facebook_rows.report_date = facebook_conversions.report_date
    left join ads
        on ads.platform = 'facebook_ads' and coalesce(facebook_rows.ad_id, facebook_conversions.ad_id) = ads.ad_id
),

reports as (
    select * from google
    union all
    select * from linkedin
    union all
    select * from facebook
)

select * from reports
