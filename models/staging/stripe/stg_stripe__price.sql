with

landed as (
    {{ landing('stripe', 'price') }}
),

renamed as (
    select
        -- ids
        id as price_id,
        product_id,
        -- text
        nickname as price_name,
        upper(currency) as currency,
        type as price_type,
        recurring_interval,
        lower(recurring_usage_type) as recurring_usage_type,
        -- numbers
        recurring_interval_count,
        -- booleans
        active as is_active,
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        created as created_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
