with

landed as (
    {{ landing('hubspot', 'email_event_status_change') }}
),

renamed as (
    select
        -- ids
        id as event_id,
        -- text
        upper(portal_subscription_status) as subscription_status,
        subscriptions as type_changes,
        source as change_source,
        requested_by,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
