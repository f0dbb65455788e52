with

-- Tools look through the first hundred results: where they find nothing, the site is behind them.
positions as (
    select
        position_date,
        keyword,
        landing_page,
        coalesce(search_position, 101) as search_position
    from {{ ref('fct_keyword_positions') }}
),

period_days as (
    select * from {{ ref('dim_period_days') }}
),

-- Of two pages of the site in one list of results the better one counts.
daily as (
    select *
    from positions
    qualify row_number() over (partition by position_date, keyword order by search_position, landing_page) = 1
),

keywords as (
    select
        period_days.grain,
        period_days.period_start,
        daily.keyword,
        -- One keyword has one page, that of the last look-up, so that pages add up to the total.
        max_by(daily.landing_page, daily.position_date) as landing_page,
        cast(sum(daily.search_position) as double) / count(*) as mean_position
    from daily
    inner join period_days on daily.position_date = period_days.date_day
    group by period_days.grain, period_days.period_start, daily.keyword
),

periods as (
    select
        grain,
        period_start,
        landing_page,
        count(*) as tracked_keywords,
        cast(count_if(mean_position <= 5) as bigint) as keywords_in_top_5
    from keywords
    group by grain, period_start, landing_page
)

select * from periods
