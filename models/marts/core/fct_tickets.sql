with

tickets as (
    select * from {{ ref('int_tickets') }} where not is_deleted and not is_test
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

facts as (
    select
        tickets.ticket_id,
        tickets.person_id,
        tickets.account_id,
        coalesce(tickets.product, '(none)') as product,
        coalesce(accounts.region, 'Unknown') as region,
        coalesce(accounts.industry, 'Unknown') as industry,
        coalesce(accounts.company_size, 'Unknown') as company_size,
        tickets.status,
        tickets.priority,
        tickets.via_channel,
        tickets.satisfaction,
        tickets.created_at,
        tickets.solved_at,
        {{ reporting_date('tickets.created_at') }} as created_date,
        {{ reporting_date('tickets.solved_at') }} as solved_date
    from tickets
    left join accounts on tickets.account_id = accounts.account_id
)

select * from facts
