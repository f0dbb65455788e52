with

positions as (
    select * from {{ ref('int_keyword_positions') }} where is_convertible
),

daily as (
    select
        position_date,
        keyword,
        landing_page,
        min(search_position) as search_position,
        min(cost_per_click_reporting) as cost_per_click,
        count(*) as lookups
    from positions
    group by position_date, keyword, landing_page
)

select * from daily
