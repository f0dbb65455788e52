with

links as (
    select * from {{ ref('fct_backlinks') }}
),

-- Days to come have no links yet.
period_days as (
    select * from {{ ref('dim_period_days') }} where is_last_day
),

-- Before the tool began to look, nobody knows who linked.
landed as (
    select cast({{ dbt.date_trunc('month', 'min(first_seen_date)') }} as date) as first_date from links
),

changes as (
    select landing_page, first_seen_date as date_day, 1 as links from links
    union all
    select landing_page, lost_date as date_day, -1 as links from links where lost_date is not null
),

ends as (
    select period_days.*
    from period_days
    inner join landed on period_days.date_day >= landed.first_date
),

-- The first week or fiscal year of the calendar can have begun before it: its first day is no day of the calendar.
asked as (
    select
        grain,
        period_start,
        date_day,
        true as is_end
    from ends

    union all

    select
        grain,
        period_start,
        cast({{ dbt.dateadd('day', -1, 'period_start') }} as date) as date_day,
        false as is_end
    from ends
),

pages as (
    select distinct landing_page from links
),

-- The days on which links came or went stand among those that are asked for.
together as (
    select
        pages.landing_page,
        asked.grain,
        asked.period_start,
        asked.date_day,
        asked.is_end,
        0 as links
    from pages
    cross join asked
    union all
    select
        landing_page,
        null as grain,
        null as period_start,
        date_day,
        null as is_end,
        links
    from changes
),

stocks as (
    select
        *,
        sum(links) over (
            partition by landing_page order by date_day range between unbounded preceding and current row
        ) as links_there
    from together
),

periods as (
    select
        grain,
        period_start,
        landing_page,
        cast(max(case when is_end then links_there end) as bigint) as inbound_links,
        cast(max(case when not is_end then links_there end) as bigint) as inbound_links_before
    from stocks
    where grain is not null
    group by grain, period_start, landing_page
)

select * from periods
