with

sessions as (
    select * from {{ ref('fct_sessions') }} where channel = 'Organic Search'
),

-- An article that was published again under its address is one page; the visits of one that was deleted stay its own.
pages as (
    select distinct landing_page from {{ ref('int_articles') }} where landing_page <> '(none)'
),

daily as (
    select
        sessions.session_date,
        sessions.landing_page,
        count(*) as organic_sessions
    from sessions
    inner join pages on sessions.landing_page = pages.landing_page
    group by sessions.session_date, sessions.landing_page
)

select * from daily
