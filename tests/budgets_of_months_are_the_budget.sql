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

grains as (
    select distinct grain from {{ ref('dim_periods') }}
),

different as (
    select
        grains.grain,
        by_grain.budget,
        planned.budget as planned
    from grains
    cross join planned
    left join by_grain on grains.grain = by_grain.grain
    where coalesce(by_grain.budget, 0) <> coalesce(planned.budget, 0)
)

select * from different
