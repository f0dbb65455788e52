with

reports as (
    select * from {{ ref('int_ad_reports') }}
),

accounts as (
    select * from {{ ref('int_ad_accounts') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates') }}
),

priced as (
    select
        reports.platform,
        reports.report_date,
        reports.account_id,
        reports.platform_campaign_id,
        reports.campaign_type,
        reports.ad_group_id,
        reports.ad_id,
        reports.keyword_id,
        reports.impressions,
        reports.clicks,
        reports.platform_leads,
        reports.platform_purchases,
        reports.platform_conversions,
        reports.report_rows,
        coalesce(reports.spend, 0) as spend_landed,
        -- Without the account's currency its local amounts mean nothing; LinkedIn states dollars besides, or alone.
        case
            when accounts.currency is null then coalesce(reports.spend_usd, reports.spend)
            else coalesce(reports.spend, reports.spend_usd)
        end as spend,
        case
            when reports.spend_usd is not null and (accounts.currency is null or reports.spend is null) then 'USD'
            else coalesce(accounts.currency, {{ default_currency() }})
        end as currency
    from reports
    left join accounts on reports.platform = accounts.platform and reports.account_id = accounts.account_id
),

converted as (
    select
        priced.*,
        {{ fx_rate('priced.currency', 'fx_rates.rate') }} as fx_rate,
        -- The traffic this buys, in the words of the channel rules, so that clicks and sessions meet in a channel.
        case
            when priced.platform = 'linkedin_ads' then 'linkedin'
            when priced.platform = 'facebook_ads' then 'facebook'
            when priced.campaign_type = 'VIDEO' then 'youtube'
            else 'google'
        end as source,
        case when priced.campaign_type = 'DISPLAY' then 'display' else 'cpc' end as medium,
        case
            when priced.campaign_type in ('PERFORMANCE_MAX', 'MULTI_CHANNEL', 'DEMAND_GEN', 'DISCOVERY')
                then 'cross-network'
            when priced.campaign_type = 'SHOPPING' then 'shopping'
            else ''
        end as campaign
    from priced
    left join fx_rates on priced.currency = fx_rates.currency and priced.report_date = fx_rates.rate_date
),

valued as (
    select
        *,
        {{ at_rate('spend', 'fx_rate') }} as spend_reporting
    from converted
)

select * from valued
