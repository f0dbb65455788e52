with

landed as (
    {{ landing('facebook_ads', 'creative_history') }}
),

renamed as (
    select
        -- ids
        id as creative_id,
        account_id,
        -- text
        name as creative_name,
        page_link as landing_page_url,
        -- dates and timestamps
        -- The source has no time of change: a version is known by when it was read.
        _fivetran_synced as updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
