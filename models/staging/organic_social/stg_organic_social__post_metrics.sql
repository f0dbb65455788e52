with

landed as (
    {{ landing('organic_social', 'post_metrics') }}
),

renamed as (
    select
        -- ids
        post_id,
        -- numbers
        impressions,
        reach,
        likes,
        shares,
        reposts,
        comments,
        mentions,
        engaged_impressions,
        -- dates and timestamps
        date as metric_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
