with

posts as (
    select * from {{ ref('int_social_posts') }} where not is_deleted
),

facts as (
    select
        post_id,
        network,
        post_type,
        post_url,
        coalesce(campaign_id, '(none)') as campaign_id,
        published_at,
        {{ reporting_date('published_at') }} as published_date
    from posts
)

select * from facts
