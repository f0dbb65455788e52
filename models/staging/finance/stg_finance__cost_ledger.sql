with

landed as (
    {{ landing('finance', 'cost_ledger') }}
),

renamed as (
    select
        -- ids
        entry_id,
        -- text
        category,
        department,
        channel,
        program,
        campaign,
        region,
        industry,
        business_unit,
        product,
        upper(currency) as currency,
        description,
        -- numbers
        amount,
        -- booleans
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        entry_date,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
