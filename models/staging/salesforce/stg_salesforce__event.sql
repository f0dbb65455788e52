with

landed as (
    {{ landing('salesforce', 'event') }}
),

renamed as (
    select
        -- ids
        id as event_id,
        who_id,
        what_id,
        account_id,
        owner_id,
        -- text
        type as event_type,
        subject,
        -- booleans
        is_all_day_event as is_all_day,
        is_child,
        is_recurrence as is_series,
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        activity_date,
        coalesce(start_date_time, activity_date_time) as started_at,
        created_date as created_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
