with

links as (
    select * from {{ ref('fct_backlinks') }}
),

period_days as (
    select * from {{ ref('dim_period_days') }} where is_last_day
),

-- Before the tool began to look, nobody knows who linked.
landed as (
    select cast({{ dbt.date_trunc('month', 'min(first_seen_date)') }} as date) as first_date from links
),

link_changes as (
    select referring_domain, first_seen_date as date_day, 1 as links from links
    union all
    select referring_domain, lost_date as date_day, -1 as links from links where lost_date is not null
),

domain_days as (
    select
        referring_domain,
        date_day,
        sum(links) as new_links
    from link_changes
    group by referring_domain, date_day
),

domain_stocks as (
    select
        date_day,
        new_links,
        sum(new_links) over (partition by referring_domain order by date_day) as links
    from domain_days
),

-- A domain comes with its first link and goes with its last, be it more than once.
changes as (
    select
        date_day,
        sum(case when links > 0 then 1 else 0 end - case when links - new_links > 0 then 1 else 0 end) as domains
    from domain_stocks
    group by date_day
),

-- The days on which domains came or went stand among those that are asked for.
together as (
    select
        grain,
        period_start,
        date_day,
        0 as domains
    from period_days
    union all
    select
        null as grain,
        null as period_start,
        date_day,
        domains
    from changes
),

stocks as (
    select
        *,
        sum(domains) over (order by date_day range between unbounded preceding and current row) as referring_domains
    from together
),

periods as (
    select
        stocks.grain,
        stocks.period_start,
        cast(stocks.referring_domains as bigint) as referring_domains
    from stocks
    inner join landed on stocks.date_day >= landed.first_date
    where stocks.grain is not null
)

select * from periods
