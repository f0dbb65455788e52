with

landed as (
    {{ landing('hubspot', 'email_event') }}
),

renamed as (
    select
        -- ids
        id as event_id,
        email_campaign_id,
        sent_by_id as sent_event_id,
        caused_by_id as cause_event_id,
        -- text
        upper(type) as event_type,
        lower(recipient) as email,
        -- booleans
        coalesce(filtered_event, false) as is_filtered,
        -- dates and timestamps
        created as occurred_at,
        sent_by_created as sent_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
