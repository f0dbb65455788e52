with

landed as (
    {{ landing('stripe', 'product') }}
),

renamed as (
    select
        -- ids
        id as product_id,
        -- text
        name as product_name,
        type as product_type,
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
