{%- set engagements = ['likes', 'shares', 'reposts', 'comments', 'mentions'] -%}
with

metrics as (
    select * from {{ ref('stg_organic_social__post_metrics') }} where _fate = 'kept'
),

posts as (
    select * from {{ ref('int_social_posts') }}
),

placed as (
    select
        metrics.metric_date,
        metrics.post_id,
        coalesce(posts.network, 'Unknown') as network,
        posts.campaign_id,
        metrics.impressions,
        metrics.reach,
        {%- for kind in engagements %}
        metrics.{{ kind }},
        {%- endfor %}
        -- A network that has no reposts still has engagements; one that tells nothing has none that are known.
        case
            when coalesce(metrics.{{ engagements | join(', metrics.') }}) is not null
                then coalesce(metrics.{{ engagements | join(', 0) + coalesce(metrics.') }}, 0)
        end as engagements,
        metrics.engaged_impressions,
        -- An impression with an engagement is one, be it booked on a day before.
        case
            when metrics.engaged_impressions is not null and metrics.impressions is not null
                then greatest(metrics.impressions, metrics.engaged_impressions)
        end as measured_impressions
    from metrics
    left join posts on metrics.post_id = posts.post_id
)

select * from placed
