with

reports as (
    select * from {{ ref('stg_google_search_console__keyword_page_report') }} where _fate = 'kept'
),

named as (
    select
        report_date,
        lower(keyword) as keyword,
        page_url,
        {{ url_path('page_url') }} as landing_page,
        coalesce(site, '') as site,
        impressions,
        clicks,
        mean_position
    from reports
),

-- A domain's property and those of its parts report the same searches; the domain's name comes last.
sites as (
    select
        report_date,
        page_url,
        max(site) as site
    from named
    group by report_date, page_url
),

marked as (
    select
        named.report_date,
        named.keyword,
        named.landing_page,
        named.impressions,
        named.clicks,
        named.mean_position,
        named.site <> sites.site as is_repeated
    from named
    inner join sites on named.report_date = sites.report_date and named.page_url = sites.page_url
)

select * from marked
