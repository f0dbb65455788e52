with

landed as (
    {{ landing('salesforce', 'task') }}
),

renamed as (
    select
        -- ids
        id as task_id,
        who_id,
        what_id,
        account_id,
        owner_id,
        -- text
        type as task_type,
        task_subtype,
        subject,
        status,
        -- booleans
        is_closed,
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        activity_date,
        completed_date_time as completed_at,
        created_date as created_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
