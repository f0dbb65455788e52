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

-- Amounts land in the currency's smallest unit, which for most, not all, is a hundredth. Tax is no revenue.
billed as (
    select
        invoices.invoice_id,
        invoices.customer_id,
        invoices.subscription_id,
        invoices.currency,
        invoices.status,
        invoices.billing_reason,
        {{ reporting_date('invoices.created_at') }} as invoice_date,
        cast(
            (invoices.total_minor - coalesce(invoices.tax_minor, 0))
            * case coalesce(currencies.minor_units, 2)
                when 0 then 1
                when 3 then 0.001
                else 0.01
            end as decimal(18, 6)
        ) as amount
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
