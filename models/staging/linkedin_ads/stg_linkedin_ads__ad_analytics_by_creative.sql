with

landed as (
    {{ landing('linkedin_ads', 'ad_analytics_by_creative') }}
),

renamed as (
    select
        -- ids
        creative_id as ad_id,
        -- numbers
        impressions,
        clicks,
        landing_page_clicks,
        cost_in_local_currency as spend,
        cost_in_usd as spend_usd,
        one_click_leads as platform_leads,
        -- Other platforms credit fractions of a conversion, so all are decimal.
        cast(external_website_conversions as decimal(18, 6)) as platform_conversions,
        -- dates and timestamps
        day as report_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
