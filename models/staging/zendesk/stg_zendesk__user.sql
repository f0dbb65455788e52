with

landed as (
    {{ landing('zendesk', 'user') }}
),

renamed as (
    select
        -- ids
        id as user_id,
        organization_id,
        -- text
        {{ email_address('email') }} as email,
        role as user_role,
        -- dates and timestamps
        created_at,
        updated_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
