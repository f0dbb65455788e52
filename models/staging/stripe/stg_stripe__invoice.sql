with

landed as (
    {{ landing('stripe', 'invoice') }}
),

renamed as (
    select
        -- ids
        id as invoice_id,
        customer_id,
        subscription_id,
        -- text
        number as invoice_number,
        upper(currency) as currency,
        status,
        billing_reason,
        -- numbers
        total as total_minor,
        total_excluding_tax as total_excluding_tax_minor,
        tax as tax_minor,
        amount_paid as amount_paid_minor,
        pre_payment_credit_notes_amount as credited_before_payment_minor,
        post_payment_credit_notes_amount as credited_after_payment_minor,
        -- booleans
        paid as is_paid,
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        period_start as period_start_at,
        period_end as period_end_at,
        created as created_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
