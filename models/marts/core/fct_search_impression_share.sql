with

shares as (
    select * from {{ ref('int_search_impression_share') }}
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type = 'google_ads'
),

daily as (
    select
        shares.report_date,
        coalesce(campaign_keys.campaign_id, '(none)') as campaign_id,
        shares.keyword,
        cast(sum(shares.impressions) as bigint) as impressions,
        cast(sum(shares.eligible_impressions) as decimal(28, 6)) as eligible_impressions
    from shares
    left join campaign_keys on shares.campaign_id = campaign_keys.key_value
    group by shares.report_date, coalesce(campaign_keys.campaign_id, '(none)'), shares.keyword
)

select * from daily
