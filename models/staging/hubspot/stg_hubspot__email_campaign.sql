with

landed as (
    {{ landing('hubspot', 'email_campaign') }}
),

renamed as (
    select
        -- ids
        id as email_campaign_id,
        app_id,
        content_id,
        -- text
        name as email_name,
        subject,
        type as email_type,
        sub_type as email_sub_type,
        app_name,
        -- numbers
        num_included as included_messages,
        -- dates and timestamps
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
