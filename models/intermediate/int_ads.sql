with

google_ads as (
    select * from {{ ref('stg_google_ads__ad_history') }} where _fate = 'kept' or _fate = 'deleted'
),

google_ad_groups as (
    select * from {{ ref('stg_google_ads__ad_group_history') }} where _fate = 'kept' or _fate = 'deleted'
    qualify row_number() over (
        partition by ad_group_id order by updated_at desc nulls last, ad_group_name desc, campaign_id
    ) = 1
),

linkedin_creatives as (
    select * from {{ ref('stg_linkedin_ads__creative_history') }} where _fate = 'kept' or _fate = 'deleted'
),

linkedin_groups as (
    select * from {{ ref('stg_linkedin_ads__campaign_group_history') }} where _fate = 'kept' or _fate = 'deleted'
    qualify row_number() over (
        partition by campaign_group_id order by updated_at desc nulls last, campaign_group_name desc
    ) = 1
),

linkedin_campaigns as (
    select * from {{ ref('stg_linkedin_ads__campaign_history') }} where _fate = 'kept' or _fate = 'deleted'
    qualify row_number() over (
        partition by campaign_id order by updated_at desc nulls last, campaign_name desc, campaign_group_id
    ) = 1
),

facebook_ads as (
    select * from {{ ref('stg_facebook_ads__ad_history') }} where _fate = 'kept' or _fate = 'deleted'
),

facebook_ad_sets as (
    select * from {{ ref('stg_facebook_ads__ad_set_history') }} where _fate = 'kept' or _fate = 'deleted'
    qualify row_number() over (
        partition by ad_group_id order by updated_at desc nulls last, ad_group_name desc
    ) = 1
),

facebook_creatives as (
    select * from {{ ref('stg_facebook_ads__creative_history') }} where _fate = 'kept' or _fate = 'deleted'
    qualify row_number() over (
        partition by creative_id order by updated_at desc nulls last, landing_page_url desc
    ) = 1
),

-- Google names an ad within its ad group; the pages of its final URLs come as one list.
google_versions as (
    select
        'google_ads' as platform,
        google_ads.ad_id,
        google_ads.ad_group_id,
        google_ad_groups.ad_group_name,
        google_ad_groups.campaign_id,
        cast(null as {{ dbt.type_string() }}) as account_id,
        google_ads.ad_name,
        nullif(regexp_extract(translate(google_ads.final_urls, '[]', '  '), '([^,"'' ]+)', 1), '') as landing_page_url,
        google_ads.updated_at
    from google_ads
    left join google_ad_groups on google_ads.ad_group_id = google_ad_groups.ad_group_id
),

-- LinkedIn has no level between campaign and creative; its groups stand above the campaign.
linkedin_versions as (
    select
        'linkedin_ads' as platform,
        linkedin_creatives.ad_id,
        cast(null as {{ dbt.type_string() }}) as ad_group_id,
        linkedin_groups.campaign_group_name as ad_group_name,
        linkedin_creatives.campaign_id,
        linkedin_campaigns.account_id,
        cast(null as {{ dbt.type_string() }}) as ad_name,
        coalesce(linkedin_creatives.click_url, linkedin_creatives.landing_page_url) as landing_page_url,
        linkedin_creatives.updated_at
    from linkedin_creatives
    left join linkedin_campaigns on linkedin_creatives.campaign_id = linkedin_campaigns.campaign_id
    left join linkedin_groups on linkedin_campaigns.campaign_group_id = linkedin_groups.campaign_group_id
),

facebook_versions as (
    select
        'facebook_ads' as platform,
        facebook_ads.ad_id,
        facebook_ads.ad_group_id,
        facebook_ad_sets.ad_group_name,
        facebook_ads.campaign_id,
        facebook_ads.account_id,
        facebook_ads.ad_name,
        facebook_creatives.landing_page_url,
        facebook_ads.updated_at
    from facebook_ads
    left join facebook_ad_sets on facebook_ads.ad_group_id = facebook_ad_sets.ad_group_id
    left join facebook_creatives on facebook_ads.creative_id = facebook_creatives.creative_id
),

versions as (
    select * from google_versions
    union all
    select * from linkedin_versions
    union all
    select * from facebook_versions
),

latest as (
    select * from versions
    qualify row_number() over (
        partition by platform, ad_id
        order by updated_at desc nulls last, campaign_id, ad_group_id, ad_name, landing_page_url
    ) = 1
)

select * from latest
