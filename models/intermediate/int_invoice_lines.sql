with

-- Stripe once called a line after its subscription until it had an id of its own, and exports hold both. A line whose
-- price includes the tax tells its unit price without it.
lines as (
    select
        *,
        case when abs(untaxed_minor) < abs(amount_minor) then round(untaxed_minor) else amount_minor end as net_minor,
        line_id like 'sub%' and count_if(line_id not like 'sub%') over (
            partition by invoice_id, amount_minor, period_start_at, period_end_at
        ) > 0 as is_replaced,
        count(line_type) over (partition by invoice_id) = 0 as is_of_untyped
    from {{ ref('stg_stripe__invoice_line_item') }} where _fate = 'kept'
),

invoices as (
    select * from {{ ref('int_invoices') }}
),

-- What was deleted from the price list was sold all the same.
prices as (
    select * from {{ ref('stg_stripe__price') }} where _fate = 'kept' or _fate = 'deleted'
),

products as (
    select * from {{ ref('stg_stripe__product') }} where _fate = 'kept' or _fate = 'deleted'
),

currencies as (
    select * from {{ ref('currencies') }}
),

described as (
    select
        lines.line_id, lines.invoice_id, lines.quantity, lines.currency, lines.is_proration, lines.is_replaced,
        coalesce(lines.subscription_id, invoices.subscription_id) as subscription_id,
        coalesce(products.product_name, prices.product_id, 'Unknown') as product,
        coalesce(lines.is_discountable, not lines.is_proration) as is_discountable,
        {{ major_units('lines.amount_minor', 'currencies.minor_units') }} as amount,
        {{ major_units('lines.net_minor', 'currencies.minor_units') }} as untaxed_amount,
        {{ reporting_date('lines.period_start_at') }} as period_start_date,
        {{ reporting_date('lines.period_end_at') }} as period_end_date,
        -- Without a price list, what a subscription bills by itself recurs, and all where no line of the bill tells its
        -- type. What is metered is billed once it was used, when the time that it pays for is over.
        coalesce(
            lower(prices.price_type) = 'recurring',
            lower(lines.line_type) = 'subscription' or lines.is_proration,
            lines.is_of_untyped
        )
        and coalesce(prices.recurring_usage_type <> 'metered', true) as is_price_recurring,
        coalesce(lower(prices.recurring_interval) in ('day', 'week'), false) as is_by_days,
        invoices.account_id, invoices.invoice_date, invoices.total_amount, invoices.fx_rate,
        invoices.amount as invoice_amount, invoices.amount + invoices.credited_amount as billed_amount,
        invoices.invoice_id is not null as has_invoice,
        coalesce(invoices.is_billed, false) and not lines.is_replaced as is_billed,
        coalesce(invoices.is_renewal, false) as is_renewal
    from lines
    left join invoices on lines.invoice_id = invoices.invoice_id
    left join prices on lines.price_id = prices.price_id
    left join products on prices.product_id = products.product_id
    left join currencies on lines.currency = currencies.currency
),

-- Stripe discounts neither prorations nor what is given back, nor what a line says it does not.
weighed as (
    select
        *,
        case when is_discountable then greatest(untaxed_amount, 0) else 0 end as discountable_amount
    from described
),

summed as (
    select
        *,
        sum(untaxed_amount) over of_invoice as lines_amount,
        sum(discountable_amount) over of_invoice as discountable_lines_amount,
        coalesce(
            cast(discountable_amount as double) / nullif(sum(discountable_amount) over of_invoice, 0),
            cast(abs(untaxed_amount) as double) / nullif(sum(abs(untaxed_amount)) over of_invoice, 0),
            0
        ) as discount_share,
        coalesce(cast(invoice_amount as double) / nullif(billed_amount, 0), 1) as kept_share
    from weighed
    window of_invoice as (partition by invoice_id, is_replaced)
),

-- A line knows neither the discounts on the whole invoice nor, where prices include it, the tax; nor does it know of
-- credit notes, of which each bears its part.
netted as (
    select
        *,
        cast(
            case
                when lines_amount = billed_amount then cast(untaxed_amount as double)
                -- All of them include the tax, also where it and the discount are more than can be discounted.
                when
                    (lines_amount = total_amount or lines_amount - billed_amount > discountable_lines_amount)
                    and total_amount <> 0
                    then
                        (cast(untaxed_amount as double) + cast(total_amount - lines_amount as double) * discount_share)
                        * cast(billed_amount as double) / cast(total_amount as double)
                else cast(untaxed_amount as double) + cast(billed_amount - lines_amount as double) * discount_share
            end * kept_share as decimal(18, 6)
        ) as net_amount
    from summed
),

valued as (
    select
        line_id, invoice_id, subscription_id, account_id,
        product, quantity, is_proration, is_by_days,
        subscription_id is not null and is_price_recurring
        and coalesce(period_end_date > period_start_date, false) as is_recurring,
        period_start_date, period_end_date, invoice_date, currency, amount, net_amount, kept_share, fx_rate,
        {{ at_rate('net_amount', 'fx_rate') }} as net_amount_reporting,
        has_invoice, is_billed, is_renewal
    from netted
)

select * from valued
