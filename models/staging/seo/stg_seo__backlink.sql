with

landed as (
    {{ landing('seo', 'backlink') }}
),

renamed as (
    select
        -- text
        source_url,
        lower(source_domain) as source_domain,
        target_url,
        -- dates and timestamps
        first_seen as first_seen_date,
        last_seen as last_seen_date,
        lost_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
