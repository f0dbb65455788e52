with

landed as (
    {{ landing('linkedin_ads', 'creative_history') }}
),

renamed as (
    select
        -- ids
        id as ad_id,
        campaign_id,
        -- text
        intended_status as status,
        click_uri as click_url,
        text_ad_landing_page as landing_page_url,
        -- dates and timestamps
        created_time as created_at,
        -- A creative that was never changed can lack the time of a change.
        coalesce(last_modified_at, created_time) as updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
