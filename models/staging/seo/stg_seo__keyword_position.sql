with

landed as (
    {{ landing('seo', 'keyword_position') }}
),

renamed as (
    select
        -- text
        keyword,
        page as page_url,
        upper(currency) as currency,
        -- numbers
        position as search_position,
        cost_per_click,
        -- dates and timestamps
        date as position_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
