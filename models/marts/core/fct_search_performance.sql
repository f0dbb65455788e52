with

reports as (
    select * from {{ ref('int_search_reports') }} where not is_repeated
),

prices as (
    select * from {{ ref('int_keyword_prices') }}
),

daily as (
    select
        report_date,
        keyword,
        landing_page,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(mean_position * impressions) as position_impressions,
        count(*) as report_rows
    from reports
    group by report_date, keyword, landing_page
),

valued as (
    select
        daily.report_date,
        daily.keyword,
        daily.landing_page,
        cast(daily.impressions as bigint) as impressions,
        cast(daily.clicks as bigint) as clicks,
        cast(daily.position_impressions as decimal(28, 6)) as position_impressions,
        prices.cost_per_click,
        cast(cast(daily.clicks as bigint) * cast(prices.cost_per_click as decimal(19, 6)) as decimal(28, 6))
            as traffic_value,
        daily.report_rows
    from daily
    left join prices
        on
            daily.keyword = prices.keyword
            and daily.report_date >= prices.valid_from
            and daily.report_date < prices.valid_until
)

select * from valued
