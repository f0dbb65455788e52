with

landed as (
    {{ landing('hubspot', 'email_event_click') }}
),

renamed as (
    select
        -- ids
        id as event_id,
        -- text
        lower(user_agent) as user_agent,
        url,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
