with

links as (
    select * from {{ ref('fct_backlinks') }}
),

period_days as (
    select * from {{ ref('dim_period_days') }}
),

-- Before the tool began to look, nobody knows who linked.
landed as (
    select cast({{ dbt.date_trunc('month', 'min(first_seen_date)') }} as date) as first_date from links
),

-- Days to come have no links yet.
days as (
    select date_day from period_days where grain = 'day' and is_complete
),

day_before as (
    select cast({{ dbt.dateadd('day', -1, 'min(date_day)') }} as date) as date_day from days
),

changes as (
    select landing_page, first_seen_date as date_day, 1 as links from links
    union all
    select landing_page, lost_date as date_day, -1 as links from links where lost_date is not null
),

-- What is older than the calendar was there before its first day.
dated as (
    select
        changes.landing_page,
        greatest(changes.date_day, day_before.date_day) as date_day,
        sum(changes.links) as links
    from changes
    cross join day_before
    group by changes.landing_page, greatest(changes.date_day, day_before.date_day)
),

all_days as (
    select * from days
    union all
    select * from day_before
),

pages as (
    select distinct landing_page from links
),

page_days as (
    select
        pages.landing_page,
        all_days.date_day
    from pages
    cross join all_days
),

stocks as (
    select
        page_days.landing_page,
        page_days.date_day,
        coalesce(dated.links, 0) as new_links,
        sum(coalesce(dated.links, 0)) over (partition by page_days.landing_page order by page_days.date_day) as links
    from page_days
    left join dated on page_days.landing_page = dated.landing_page and page_days.date_day = dated.date_day
),

periods as (
    select
        period_days.grain,
        period_days.period_start,
        stocks.landing_page,
        cast(sum(stocks.links) filter (where period_days.is_last_day) as bigint) as inbound_links,
        cast(sum(stocks.links - stocks.new_links) filter (where period_days.is_first_day) as bigint)
            as inbound_links_before
    from period_days
    inner join stocks on period_days.date_day = stocks.date_day
    cross join landed
    where period_days.is_last_day or period_days.is_first_day
    group by period_days.grain, period_days.period_start, stocks.landing_page, landed.first_date
    having max(period_days.date_day) >= landed.first_date
)

select * from periods
