with

landed as (
    {{ landing('facebook_ads', 'basic_ad_actions') }}
),

renamed as (
    select
        -- ids
        ad_id,
        index as action_index,
        -- text
        action_type,
        -- numbers
        value as action_count,
        -- dates and timestamps
        date as report_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
