with

budgets as (
    select * from {{ ref('int_budgets') }} where fx_rate is not null
),

facts as (
    select
        budget_id,
        budget_month,
        channel,
        campaign_id,
        program,
        currency,
        amount as budget_source,
        budget
    from budgets
)

select * from facts
