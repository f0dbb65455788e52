-- A month's budget is the sum of its lines, and every grain adds up to all of them. A failure means
-- that spending is measured against more or less than was planned.
with

budgets as (
    select * from {{ ref('fct_budgets') }}
),

periods as (
    select * from {{ ref('budget_periods') }}
),

days as (
    select * from {{ ref('dim_dates') }}
),

-- The calendar ends with the next year; what is planned beyond it has no periods yet.
planned as (
    select sum(budget) as budget from budgets where budget_month in (select date_day from days)
),

by_grain as (
    select
        grain,
        sum(budget) as budget
    from periods
    group by grain
),

different as (
    select
        by_grain.grain,
        by_grain.budget,
        planned.budget as planned
    from by_grain
    cross join planned
    where by_grain.budget <> planned.budget
)

select * from different
