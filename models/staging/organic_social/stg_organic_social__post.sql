with

landed as (
    {{ landing('organic_social', 'post') }}
),

renamed as (
    select
        -- ids
        post_id,
        -- text
        lower(network) as network,
        post_type,
        url as post_url,
        campaign as utm_campaign,
        -- dates and timestamps
        published_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
