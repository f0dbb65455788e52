with

landed as (
    {{ landing('linkedin_ads', 'campaign_history') }}
),

renamed as (
    select
        -- ids
        id as campaign_id,
        campaign_group_id,
        account_id,
        -- text
        name as campaign_name,
        type as campaign_type,
        status,
        -- dates and timestamps
        created_time as created_at,
        -- A campaign that was never changed can lack the time of a change.
        coalesce(last_modified_time, created_time) as updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
