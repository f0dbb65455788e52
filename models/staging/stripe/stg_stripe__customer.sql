with

landed as (
    {{ landing('stripe', 'customer') }}
),

renamed as (
    select
        -- ids
        id as customer_id,
        -- text
        {{ email_address('email') }} as email,
        upper(currency) as currency,
        metadata,
        -- booleans
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
