with

articles as (
    select * from {{ ref('int_articles') }} where not is_deleted
),

facts as (
    select
        article_id,
        landing_page,
        article_type,
        published_date
    from articles
)

select * from facts
