with

landed as (
    {{ landing('stripe', 'invoice_line_item') }}
),

renamed as (
    select
        -- ids
        id as line_id,
        invoice_id,
        subscription_id,
        price_id,
        -- text
        type as line_type,
        upper(currency) as currency,
        -- numbers
        amount as amount_minor,
        unit_amount_excluding_tax * quantity as untaxed_minor,
        quantity,
        -- booleans
        coalesce(proration, false) as is_proration,
        discountable as is_discountable,
        -- dates and timestamps
        period_start as period_start_at,
        period_end as period_end_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
