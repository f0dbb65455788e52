with

landed as (
    {{ landing('zendesk', 'ticket') }}
),

renamed as (
    select
        -- ids
        id as ticket_id,
        requester_id,
        organization_id,
        assignee_id,
        -- text
        lower(status) as status,
        type as ticket_type,
        priority,
        via_channel,
        custom_product as product,
        -- dates and timestamps
        created_at,
        updated_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
