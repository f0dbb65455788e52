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

reasons as (
    select count(billing_reason) > 0 as are_told from invoices
),

-- Tax is no revenue.
billed as (
    select
        invoices.invoice_id,
        invoices.subscription_id,
        customers.account_id,
        invoices.currency,
        {{ reporting_date('invoices.created_at') }} as invoice_date,
        -- A draft is no bill yet, a void one no longer, a test no bill at all; a landing without statuses holds
        -- bills alone.
        coalesce(lower(invoices.status) in ('{{ var("billed_invoice_statuses") | join("', '") | lower }}'), true)
        and test_customers.customer_id is null as is_billed,
        -- Where another billing system tells no reason of any bill, all it tells is the subscription.
        case when reasons.are_told then lower(invoices.billing_reason) else 'subscription' end as billing_reason,
        invoices.created_at,
        {{ major_units('invoices.total_minor', 'currencies.minor_units') }} as total_amount,
        {{ major_units(untaxed_minor('invoices'), 'currencies.minor_units') }} as billed_amount,
        cast(
            coalesce(invoices.credited_before_payment_minor, 0) + coalesce(invoices.credited_after_payment_minor, 0)
            as double
        ) / nullif(invoices.total_minor, 0) as credited_share
    from invoices
    cross join reasons
    left join currencies on invoices.currency = currencies.currency
    left join customers on invoices.customer_id = customers.customer_id
    left join test_customers on invoices.customer_id = test_customers.customer_id
),

-- Credit notes give tax back too, in proportion.
credited as (
    select
        *,
        -- Until May 2018 Stripe told no more than that a bill was a subscription's: its first was decided on.
        coalesce(
            billing_reason in ('subscription_cycle', 'subscription_threshold')
            or (
                billing_reason = 'subscription'
                and row_number() over (
                    partition by coalesce(subscription_id, invoice_id), is_billed order by created_at, invoice_id
                ) > 1
            ),
            false
        ) as is_renewal,
        {{ rounded('cast(billed_amount as double) * coalesce(credited_share, 0)', 6, 'decimal(18, 6)') }}
            as credited_amount
    from billed
),

netted as (
    select
        invoice_id,
        subscription_id,
        account_id,
        currency,
        invoice_date,
        is_billed,
        is_renewal,
        total_amount,
        credited_amount,
        cast(billed_amount - credited_amount as decimal(18, 6)) as amount
    from credited
),

valued as (
    select
        netted.*,
        {{ fx_rate('netted.currency', 'fx_rates.rate') }} as fx_rate,
        {{ at_rate('netted.amount', fx_rate('netted.currency', 'fx_rates.rate')) }} as amount_reporting
    from netted
    left join fx_rates on netted.currency = fx_rates.currency and netted.invoice_date = fx_rates.rate_date
)

select * from valued
