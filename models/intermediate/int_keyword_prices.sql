with

positions as (
    select * from {{ ref('int_keyword_positions') }} where cost_per_click_reporting is not null
),

daily as (
    select
        keyword,
        position_date,
        min(cost_per_click_reporting) as cost_per_click
    from positions
    group by keyword, position_date
),

-- The first price known holds for the time before it too: a keyword gets tracked when it brings clicks already.
spans as (
    select
        keyword,
        case
            when row_number() over (partition by keyword order by position_date) = 1 then cast('1900-01-01' as date)
            else position_date
        end as valid_from,
        lead(position_date, 1, cast('2200-01-01' as date)) over (partition by keyword order by position_date)
            as valid_until,
        cost_per_click
    from daily
)

select * from spans
