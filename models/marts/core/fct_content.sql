with

articles as (
    select * from {{ ref('int_articles') }}
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
