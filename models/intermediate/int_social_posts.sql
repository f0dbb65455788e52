with

posts as (
    select * from {{ ref('stg_organic_social__post') }} where _fate = 'kept' or _fate = 'deleted'
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type = 'utm'
),

placed as (
    select
        posts.post_id,
        coalesce({{ known_network('posts.network') }}, posts.network) as network,
        posts.post_type,
        posts.post_url,
        campaign_keys.campaign_id,
        posts.published_at,
        posts._fate = 'deleted' as is_deleted
    from posts
    left join campaign_keys on {{ slug('posts.utm_campaign') }} = campaign_keys.key_value
)

select * from placed
