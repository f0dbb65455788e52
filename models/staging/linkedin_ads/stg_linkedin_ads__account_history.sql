with

landed as (
    {{ landing('linkedin_ads', 'account_history') }}
),

renamed as (
    select
        -- ids
        id as account_id,
        -- text
        name as account_name,
        upper(currency) as currency,
        -- dates and timestamps
        last_modified_time as updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
