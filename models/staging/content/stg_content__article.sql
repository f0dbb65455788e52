with

landed as (
    {{ landing('content', 'article') }}
),

renamed as (
    select
        -- ids
        article_id,
        -- text
        page as page_url,
        type as article_type,
        -- dates and timestamps
        published_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
