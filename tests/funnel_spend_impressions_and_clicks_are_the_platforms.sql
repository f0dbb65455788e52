-- The funnel holds the impressions, clicks and spend that the platforms report, for each campaign
-- and day and in total. A failure means that money or reach was lost, doubled, or moved to another
-- campaign or day on its way from the landing, and that every cost per lead or customer is wrong
-- with it.
--
-- Recomputed from the landed report rows. For Google the greater of a campaign's own report and the
-- sum of its ads, since campaigns such as Performance Max report no ads. Where the currency of a
-- LinkedIn account is not known, the dollars that LinkedIn states too. Days without an exchange
-- rate are in quarantine.
{%- set measures = ['impressions', 'clicks', 'spend'] %}
with

google_reports as (
    {%- for table in ['campaign_stats', 'ad_stats'] %}
    select
        report_date,
        account_id,
        campaign_id,
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('stg_google_ads__' ~ table) }}
    where _fate = 'kept'
    group by report_date, account_id, campaign_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

linkedin_reports as (
    select * from {{ ref('stg_linkedin_ads__ad_analytics_by_creative') }} where _fate = 'kept'
),

facebook_reports as (
    select * from {{ ref('stg_facebook_ads__basic_ad') }} where _fate = 'kept'
),

ads as (
    select * from {{ ref('int_ads') }}
),

reports as (
    select
        'google_ads' as platform,
        report_date,
        account_id,
        campaign_id,
        {%- for measure in measures %}
        max({{ measure }}) as {{ measure }},
        {%- endfor %}
        null as spend_usd
    from google_reports
    group by report_date, account_id, campaign_id

    union all

    select
        'linkedin_ads' as platform,
        linkedin_reports.report_date,
        ads.account_id,
        ads.campaign_id,
        {%- for measure in measures %}
        linkedin_reports.{{ measure }},
        {%- endfor %}
        linkedin_reports.spend_usd
    from linkedin_reports
    left join ads on ads.platform = 'linkedin_ads' and linkedin_reports.ad_id = ads.ad_id

    union all

    select
        'facebook_ads' as platform,
        facebook_reports.report_date,
        coalesce(facebook_reports.account_id, ads.account_id) as account_id,
        ads.campaign_id,
        {%- for measure in measures %}
        facebook_reports.{{ measure }},
        {%- endfor %}
        null as spend_usd
    from facebook_reports
    left join ads on ads.platform = 'facebook_ads' and facebook_reports.ad_id = ads.ad_id
),

accounts as (
    select * from {{ ref('int_ad_accounts') }}
),

priced as (
    select
        reports.*,
        accounts.currency is null and reports.spend_usd is not null as is_in_dollars,
        case
            when accounts.currency is null and reports.spend_usd is not null then 'USD'
            else coalesce(accounts.currency, {{ default_currency() }})
        end as currency
    from reports
    left join accounts
        on reports.platform = accounts.platform and reports.account_id = accounts.account_id
),

fx_rates as (
    select * from {{ ref('int_fx_rates') }}
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }}
),

platforms as (
    select
        priced.report_date as date_day,
        coalesce(campaign_keys.campaign_id, '(none)') as campaign_id,
        priced.impressions,
        priced.clicks,
        case when priced.is_in_dollars then priced.spend_usd else priced.spend end
        * {{ fx_rate('priced.currency', 'fx_rates.rate') }} as spend
    from priced
    left join fx_rates
        on priced.currency = fx_rates.currency and priced.report_date = fx_rates.rate_date
    left join campaign_keys
        on
            priced.platform = campaign_keys.source_type
            and priced.campaign_id = campaign_keys.key_value
    where {{ fx_rate('priced.currency', 'fx_rates.rate') }} is not null
),

funnel as (
    select * from {{ ref('funnel_daily') }}
),

compared as (
    {%- for measure in measures %}
    select
        '{{ measure }}' as measure,
        date_day,
        campaign_id,
        {{ measure }} as of_platforms,
        0 as of_funnel
    from platforms
    union all
    select
        '{{ measure }}' as measure,
        date_day,
        campaign_id,
        0 as of_platforms,
        {{ measure }} as of_funnel
    from funnel
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Each report row is rounded to a millionth; half a cent is more than that adds up to.
different as (
    select
        measure,
        date_day,
        campaign_id,
        sum(of_platforms) as of_platforms,
        sum(of_funnel) as of_funnel
    from compared
    group by measure, date_day, campaign_id
    having abs(coalesce(sum(of_platforms), 0) - coalesce(sum(of_funnel), 0)) > 0.005
),

-- Small differences of one direction add up.
different_in_total as (
    select
        measure,
        cast(null as date) as date_day,
        'all campaigns' as campaign_id,
        sum(of_platforms) as of_platforms,
        sum(of_funnel) as of_funnel
    from compared
    group by measure
    having abs(coalesce(sum(of_platforms), 0) - coalesce(sum(of_funnel), 0)) > 0.005
),

broken as (
    select * from different
    union all
    select * from different_in_total
)

select * from broken
