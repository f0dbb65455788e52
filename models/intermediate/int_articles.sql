with

articles as (
    select * from {{ ref('stg_content__article') }} where _fate = 'kept' or _fate = 'deleted'
),

placed as (
    select
        article_id,
        coalesce({{ page_path('page_url') }}, '(none)') as landing_page,
        article_type,
        published_date,
        _fate = 'deleted' as is_deleted
    from articles
)

select * from placed
