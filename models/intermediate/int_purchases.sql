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
        is_renewal
    from invoices

    union all

    select
        'crm' as purchase_source,
        account_id,
        closed_date as purchase_date,
        coalesce(amount_reporting, 0) as amount_reporting,
        false as is_renewal
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
        -- An automatic renewal is revenue, but nobody decided to buy again, unless configured so.
        not bool_and(lines.is_renewal) or {{ var('renewals_are_purchases') | lower }} as is_new_purchase
    from lines
    inner join chosen_source on lines.purchase_source = chosen_source.purchase_source
    group by lines.account_id, lines.purchase_date
),

numbered as (
    select
        *,
        case
            when is_new_purchase
                then row_number() over (partition by account_id, is_new_purchase order by purchase_date)
        end as purchase_number
    from purchases
)

select * from numbered
