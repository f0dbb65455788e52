with

landed as (
    {{ landing('stripe', 'subscription') }}
),

renamed as (
    select
        -- ids
        id as subscription_id,
        customer_id,
        -- text
        status,
        -- booleans
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        start_date as started_at,
        current_period_start as current_period_start_at,
        current_period_end as current_period_end_at,
        canceled_at,
        ended_at,
        created as created_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
