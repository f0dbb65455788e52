with

articles as (
    select * from {{ ref('stg_content__article') }} where _fate = 'kept'
),

placed as (
    select
        article_id,
        coalesce({{ page_path('page_url') }}, '(none)') as landing_page,
        article_type,
        published_date
    from articles
)

select * from placed
