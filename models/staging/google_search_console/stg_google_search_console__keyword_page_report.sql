with

landed as (
    {{ landing('google_search_console', 'keyword_page_report') }}
),

renamed as (
    select
        -- text
        query as keyword,
        page as page_url,
        site,
        country as country_code,
        device,
        search_type,
        -- numbers
        impressions,
        clicks,
        position as mean_position,
        -- dates and timestamps
        date as report_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
