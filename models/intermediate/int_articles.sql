with

articles as (
    select * from {{ ref('stg_content__article') }} where _fate = 'kept'
),

-- What stands before the first slash is a host where it holds a dot, and else the begin of a path.
addresses as (
    select
        *,
        case
            when {{ matches('page_url', "'^(/|[a-zA-Z][a-zA-Z0-9+.-]*://)'") }} then page_url
            when {{ matches('page_url', "'^[^/?#]*[.][^/?#]*/'") }} then 'https://' || page_url
            else '/' || page_url
        end as address
    from articles
),

placed as (
    select
        article_id,
        coalesce({{ url_path('address') }}, '(none)') as landing_page,
        article_type,
        published_date
    from addresses
)

select * from placed
