{%- set levels = {
    'keyword': ['report_date', 'account_id', 'campaign_id', 'ad_group_id', 'keyword_id'],
    'campaign': ['report_date', 'account_id', 'campaign_id'],
} -%}
with

-- Of a share of nothing, or beyond the whole, no number of searches can be told.
keyword_stats as (
    select * from {{ ref('stg_google_ads__keyword_stats') }}
    where _fate = 'kept' and impressions > 0 and search_impression_share > 0 and search_impression_share <= 1
),

campaign_stats as (
    select * from {{ ref('stg_google_ads__campaign_stats') }}
    where _fate = 'kept' and impressions > 0 and search_impression_share > 0 and search_impression_share <= 1
),

keywords as (
    select * from {{ ref('int_keywords') }}
),

{% for level, columns in levels.items() -%}
by_{{ level }} as (
    select
        {{ columns | join(', ') }},
        sum(impressions) as impressions,
        -- As decimals, so that the sum does not depend on the order of rows.
        sum(cast(cast(impressions as double) / cast(search_impression_share as double) as decimal(18, 6)))
            as eligible_impressions
    from {{ level }}_stats
    group by {{ columns | join(', ') }}
),

{% endfor -%}
keywords_of_campaign as (
    select
        report_date,
        account_id,
        campaign_id,
        sum(impressions) as impressions,
        sum(eligible_impressions) as eligible_impressions
    from by_keyword
    group by report_date, account_id, campaign_id
),

-- What a campaign received without a keyword (dynamic ads), or all of it where only campaigns report a share; and what
-- it is eligible for besides what its keywords' reports tell, since Google tells no share below 10% and says 9.99% of
-- each. Keywords that compete for one search each report it, so the rest can be negative: their campaign counts it
-- once.
remainder as (
    select
        by_campaign.report_date,
        by_campaign.account_id,
        by_campaign.campaign_id,
        by_campaign.impressions - coalesce(keywords_of_campaign.impressions, 0) as impressions,
        by_campaign.eligible_impressions - coalesce(keywords_of_campaign.eligible_impressions, 0)
            as eligible_impressions
    from by_campaign
    left join keywords_of_campaign
        on
            by_campaign.report_date = keywords_of_campaign.report_date
            and by_campaign.account_id = keywords_of_campaign.account_id
            and by_campaign.campaign_id = keywords_of_campaign.campaign_id
),

shares as (
    select
        by_keyword.report_date,
        by_keyword.campaign_id,
        coalesce(lower(keywords.keyword_text), 'Unknown') as keyword,
        by_keyword.impressions,
        by_keyword.eligible_impressions
    from by_keyword
    left join keywords
        on by_keyword.ad_group_id = keywords.ad_group_id and by_keyword.keyword_id = keywords.keyword_id

    union all

    select
        report_date,
        campaign_id,
        '(none)' as keyword,
        impressions,
        eligible_impressions
    from remainder
    -- A report of a campaign that received less than its keywords is not whole.
    where impressions > 0 or (impressions = 0 and eligible_impressions <> 0)
)

select * from shares
