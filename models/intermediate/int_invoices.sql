with

invoices as (
    select * from {{ ref('stg_stripe__invoice') }} where _fate = 'kept'
),

currencies as (
    select * from {{ ref('currencies') }}
),

customers as (
    select * from {{ ref('int_billing_customers') }}
),

test_customers as (
    select customer_id from {{ ref('stg_stripe__customer') }} where _fate = 'test'
),

fx_rates as (
    select * from {{ ref('int_fx_rates') }}
),

-- Tax is no revenue.
billed as (
    select
        invoices.invoice_id,
        invoices.customer_id,
        invoices.subscription_id,
        invoices.currency,
        invoices.status,
        invoices.billing_reason,
        {{ reporting_date('invoices.created_at') }} as invoice_date,
        {{ major_units('invoices.total_minor', 'currencies.minor_units') }} as total_amount,
        {{ major_units('(invoices.total_minor - coalesce(invoices.tax_minor, 0))', 'currencies.minor_units') }}
            as amount
    from invoices
    left join currencies on invoices.currency = currencies.currency
),

valued as (
    select
        billed.*,
        customers.account_id,
        {{ fx_rate('billed.currency', 'fx_rates.rate') }} as fx_rate,
        {{ at_rate('billed.amount', fx_rate('billed.currency', 'fx_rates.rate')) }} as amount_reporting,
        -- A draft is no bill yet, a void one no longer, a test no bill at all; a landing without statuses holds
        -- bills alone.
        coalesce(billed.status in ('{{ var("billed_invoice_statuses") | join("', '") }}'), true)
        and test_customers.customer_id is null as is_billed,
        coalesce(billed.billing_reason = 'subscription_cycle', false) as is_renewal
    from billed
    left join customers on billed.customer_id = customers.customer_id
    left join test_customers on billed.customer_id = test_customers.customer_id
    left join fx_rates on billed.currency = fx_rates.currency and billed.invoice_date = fx_rates.rate_date
)

select * from valued
