with

landed as (
    {{ landing('zendesk', 'satisfaction_rating') }}
),

renamed as (
    select
        -- ids
        id as rating_id,
        ticket_id,
        requester_id,
        -- text
        lower(score) as score,
        -- dates and timestamps
        created_at,
        updated_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
