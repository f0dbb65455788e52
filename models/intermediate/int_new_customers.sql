with

funnel as (
    select
        account_id,
        {{ reporting_date('won_at') }} as won_date
    from {{ ref('int_account_funnel') }}
    where won_at is not null
),

mrr_changes as (
    select * from {{ ref('int_mrr_changes') }}
),

openings as (
    select * from mrr_changes where movement_type = 'opening'
),

bills as (
    select * from {{ ref('int_invoices') }} where is_billed
),

-- Where no line tells what was paid for, a first bill that renewed a subscription tells of an older one.
renewed as (
    select
        bills.account_id,
        min(bills.invoice_date) as first_date
    from bills
    left join mrr_changes on bills.account_id = mrr_changes.account_id
    where mrr_changes.account_id is null
    group by bills.account_id
    having
        coalesce(min(bills.invoice_date) < min(case when not bills.is_renewal then bills.invoice_date end), true)
),

first_bills as (
    select
        account_id,
        min(invoice_date) as billed_from
    from bills
    group by account_id
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where is_convertible
),

first_wins as (
    select
        account_id,
        opportunity_id,
        is_of_customer,
        {{ reporting_date('closed_at') }} as won_date
    from opportunities
    where outcome = 'won' and closed_at is not null
    qualify row_number() over (partition by account_id order by closed_at, opportunity_id) = 1
),

new_customers as (
    select
        funnel.account_id,
        funnel.won_date as acquired_date,
        first_wins.opportunity_id as first_won_opportunity_id
    from funnel
    left join openings on funnel.account_id = openings.account_id
    left join renewed on funnel.account_id = renewed.account_id
    left join first_wins on funnel.account_id = first_wins.account_id and funnel.won_date >= first_wins.won_date
    left join first_bills on funnel.account_id = first_bills.account_id
    where
        coalesce(openings.change_date >= funnel.won_date, true)
        and coalesce(renewed.first_date > funnel.won_date, true)
        -- What only customers sign tells of an older one, where no bill tells since when they are.
        and (not coalesce(first_wins.is_of_customer, false) or first_bills.billed_from < first_wins.won_date)
)

select * from new_customers
