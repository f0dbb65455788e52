-- What an account bought is what it was billed, or, where no billing has landed, the deals it won:
-- the same lines and the same money for each account and in total, never both sources at once. A
-- failure means that revenue was lost, or counted in both.
with

invoices as (
    select * from {{ ref('int_invoices') }} where is_billed and fx_rate is not null
),

won_deals as (
    select * from {{ ref('int_opportunities') }}
    where outcome = 'won' and is_convertible and closed_date is not null
),

purchases as (
    select * from {{ ref('fct_purchases') }}
),

-- The rule once more, in the words of dbt_project.yml.
chosen_source as (
    select
        case
            when '{{ var("purchase_source") }}' <> 'auto' then '{{ var("purchase_source") }}'
            when exists (select 1 from invoices) then 'billing'
            else 'crm'
        end as purchase_source
),

compared as (
    select
        'billing' as purchase_source,
        account_id,
        invoice_date as purchase_date,
        1 as source_lines,
        amount_reporting as of_source,
        0 as purchase_lines,
        0 as of_purchases
    from invoices
    where 'billing' in (select purchase_source from chosen_source)

    union all

    select
        'crm' as purchase_source,
        account_id,
        closed_date as purchase_date,
        1 as source_lines,
        coalesce(amount_reporting, 0) as of_source,
        0 as purchase_lines,
        0 as of_purchases
    from won_deals
    where 'crm' in (select purchase_source from chosen_source)

    union all

    select
        purchase_source,
        account_id,
        purchase_date,
        0 as source_lines,
        0 as of_source,
        purchase_lines,
        revenue as of_purchases
    from purchases
),

different as (
    select
        purchase_source,
        account_id,
        purchase_date,
        sum(source_lines) as source_lines,
        sum(purchase_lines) as purchase_lines,
        sum(of_source) as of_source,
        sum(of_purchases) as of_purchases
    from compared
    group by purchase_source, account_id, purchase_date
    having sum(source_lines) <> sum(purchase_lines) or sum(of_source) <> sum(of_purchases)
)

select * from different
