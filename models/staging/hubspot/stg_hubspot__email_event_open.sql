with

landed as (
    {{ landing('hubspot', 'email_event_open') }}
),

renamed as (
    select
        -- ids
        id as event_id,
        -- text
        lower(user_agent) as user_agent,
        -- numbers
        duration as duration_msec,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
