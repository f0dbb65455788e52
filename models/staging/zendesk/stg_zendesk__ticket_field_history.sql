with

landed as (
    {{ landing('zendesk', 'ticket_field_history') }}
),

renamed as (
    select
        -- ids
        ticket_id,
        -- text
        field_name,
        lower(value) as field_value,
        -- dates and timestamps
        updated as changed_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
