with

invoices as (
    select * from {{ ref('int_invoices') }} where is_billed and fx_rate is not null
),

won_deals as (
    select * from {{ ref('int_opportunities') }}
    where outcome = 'won' and is_convertible and closed_date is not null
),

-- Where billing has landed it says what was bought; deals would count the same money again.
chosen_source as (
    select
        case '{{ var("purchase_source") }}'
            when 'auto' then case when count(*) > 0 then 'billing' else 'crm' end
            else '{{ var("purchase_source") }}'
        end as purchase_source
    from invoices
),

lines as (
    select
        'billing' as purchase_source,
        account_id,
        invoice_date as purchase_date,
        amount_reporting,
        -- A credit or an invoice of zero is no purchase.
        amount_reporting > 0 as is_purchase,
        -- An automatic renewal is revenue, but nobody decided to buy again, unless configured so.
        is_renewal and not {{ var('renewals_are_purchases') | lower }} as is_automatic
    from invoices

    union all

    select
        'crm' as purchase_source,
        account_id,
        closed_date as purchase_date,
        coalesce(amount_reporting, 0) as amount_reporting,
        -- Nor is a downgrade; of a deal without an amount nobody knows but that it was won.
        coalesce(amount_reporting > 0, true) as is_purchase,
        is_renewal and not {{ var('renewals_are_purchases') | lower }} as is_automatic
    from won_deals
),

-- Several rows of one account on one day are one purchase.
purchases as (
    select
        lines.account_id,
        lines.purchase_date,
        min(lines.purchase_source) as purchase_source,
        count(*) as purchase_lines,
        sum(lines.amount_reporting) as revenue,
        bool_or(lines.is_purchase) as is_purchase,
        bool_or(lines.is_purchase and not lines.is_automatic) as is_decided
    from lines
    inner join chosen_source on lines.purchase_source = chosen_source.purchase_source
    group by lines.account_id, lines.purchase_date
),

-- Where the landing starts in the middle of a subscription, its first bill stands for the purchase.
counted as (
    select
        account_id,
        purchase_date,
        purchase_source,
        purchase_lines,
        revenue,
        is_decided or coalesce(
            purchase_date = min(purchase_date) filter (where is_purchase) over (partition by account_id), false
        ) as is_new_purchase
    from purchases
),

numbered as (
    select
        *,
        case
            when is_new_purchase
                then row_number() over (partition by account_id, is_new_purchase order by purchase_date)
        end as purchase_number
    from counted
)

select * from numbered
