with

lines as (
    select * from {{ ref('int_invoice_lines') }} where is_billed and fx_rate is not null
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

facts as (
    select
        lines.invoice_id,
        lines.line_id,
        lines.subscription_id,
        lines.account_id,
        lines.product,
        accounts.region,
        coalesce(accounts.industry, 'Unknown') as industry,
        accounts.company_size,
        lines.invoice_date,
        lines.period_start_date,
        lines.period_end_date,
        lines.is_recurring,
        lines.is_proration,
        lines.quantity,
        lines.currency,
        lines.amount,
        lines.net_amount,
        lines.net_amount_reporting as revenue
    from lines
    left join accounts on lines.account_id = accounts.account_id
)

select * from facts
