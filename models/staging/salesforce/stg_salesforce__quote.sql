with

landed as (
    {{ landing('salesforce', 'quote') }}
),

renamed as (
    select
        -- ids
        id as quote_id,
        opportunity_id,
        account_id,
        -- text
        quote_number,
        status,
        upper(currency_iso_code) as currency,
        -- numbers
        total_price,
        grand_total,
        -- booleans
        is_syncing,
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        expiration_date,
        created_date as created_at,
        last_modified_date as updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
