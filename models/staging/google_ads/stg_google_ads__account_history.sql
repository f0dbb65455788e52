with

landed as (
    {{ landing('google_ads', 'account_history') }}
),

renamed as (
    select
        -- ids
        id as account_id,
        -- text
        descriptive_name as account_name,
        upper(currency_code) as currency,
        time_zone,
        -- dates and timestamps
        updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
