with

landed as (
    {{ landing('google_ads', 'ad_group_criterion_history') }}
),

renamed as (
    select
        -- ids
        id as keyword_id,
        ad_group_id,
        -- text
        keyword_text,
        keyword_match_type as match_type,
        status,
        -- dates and timestamps
        updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
