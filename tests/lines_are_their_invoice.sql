-- The lines of a bill that can be read share out what it came to after discounts and without tax, to the
-- last digit but for rounding. A failure means that products, or MRR, do not add up to revenue.
with

lines as (
    select
        invoice_id,
        sum(net_amount) as net_amount,
        sum(abs(amount)) as amount
    from {{ ref('fct_invoice_lines') }}
    group by invoice_id
),

invoices as (
    select * from {{ ref('int_invoices') }}
),

different as (
    select
        lines.invoice_id,
        lines.net_amount,
        invoices.amount as invoice_amount
    from lines
    inner join invoices on lines.invoice_id = invoices.invoice_id
    where lines.amount <> 0 and abs(lines.net_amount - invoices.amount) > 0.0001
)

select * from different
