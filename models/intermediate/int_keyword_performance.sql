with

keyword_stats as (
    select * from {{ ref('stg_google_ads__keyword_stats') }} where _fate = 'kept'
),

keywords as (
    select * from {{ ref('int_keywords') }}
),

accounts as (
    select * from {{ ref('int_ad_accounts') }} where platform = 'google_ads'
),

fx_rates as (
    select * from {{ ref('int_fx_rates') }}
),

daily as (
    select
        report_date,
        account_id,
        campaign_id,
        ad_group_id,
        keyword_id,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(spend) as spend,
        sum(platform_conversions) as platform_conversions,
        count(*) as report_rows
    from keyword_stats
    group by report_date, account_id, campaign_id, ad_group_id, keyword_id
),

priced as (
    select
        daily.*,
        coalesce(accounts.currency, {{ default_currency() }}) as currency
    from daily
    left join accounts on daily.account_id = accounts.account_id
),

valued as (
    select
        priced.*,
        keywords.keyword_text,
        keywords.match_type,
        {{ fx_rate('priced.currency', 'fx_rates.rate') }} as fx_rate,
        {{ at_rate('priced.spend', fx_rate('priced.currency', 'fx_rates.rate')) }} as spend_reporting
    from priced
    left join keywords
        on priced.ad_group_id = keywords.ad_group_id and priced.keyword_id = keywords.keyword_id
    left join fx_rates on priced.currency = fx_rates.currency and priced.report_date = fx_rates.rate_date
)

select * from valued
