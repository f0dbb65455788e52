with

funnel as (
    select
        account_id,
        {{ reporting_date('won_at') }} as won_date
    from {{ ref('int_account_funnel') }}
    where won_at is not null
),

openings as (
    select * from {{ ref('int_mrr_changes') }} where movement_type = 'opening'
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where is_convertible
),

first_wins as (
    select
        account_id,
        opportunity_id
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
    left join first_wins on funnel.account_id = first_wins.account_id
    where coalesce(openings.change_date >= funnel.won_date, true)
)

select * from new_customers
