with

landed as (
    {{ landing('planning', 'team_hours') }}
),

renamed as (
    select
        -- ids
        entry_id,
        person_key,
        -- text
        team,
        program,
        campaign,
        -- numbers
        hours,
        -- booleans
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        work_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
