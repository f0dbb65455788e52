with

budgets as (
    select * from {{ ref('fct_budgets') }}
),

costs as (
    select * from {{ ref('fct_costs') }}
),

period_days as (
    select * from {{ ref('dim_period_days') }}
),

span as (
    select * from {{ ref('int_data_span') }}
),

months as (
    select
        period_start as budget_month,
        date_day,
        date_day = period_end as is_month_end,
        count(*) over (partition by period_start) as days
    from period_days
    where grain = 'month'
),

monthly as (
    select
        budget_month,
        channel,
        campaign_id,
        program,
        cast(sum(budget) as decimal(18, 6)) as budget
    from budgets
    group by budget_month, channel, campaign_id, program
),

-- A day has its equal share of the month's budget, and the last day what the division leaves over.
daily_budgets as (
    select
        months.date_day,
        monthly.channel,
        monthly.campaign_id,
        monthly.program,
        {%- set share = rounded('cast(monthly.budget as double) / months.days', 2, 'decimal(18, 6)') %}
        case
            when months.is_month_end then cast(monthly.budget - (months.days - 1) * {{ share }} as decimal(28, 6))
            else cast({{ share }} as decimal(28, 6))
        end as budget
    from monthly
    inner join months on monthly.budget_month = months.budget_month
),

-- Spending in months that nobody has planned is measured against no budget.
daily_spend as (
    select
        costs.cost_date as date_day,
        costs.channel,
        costs.campaign_id,
        costs.program,
        cast(sum(costs.marketing_cost) as decimal(28, 6)) as spend
    from costs
    inner join months on costs.cost_date = months.date_day
    where costs.cost_group = 'marketing' and months.budget_month in (select budget_month from monthly)
    group by costs.cost_date, costs.channel, costs.campaign_id, costs.program
),

stacked as (
    select *, cast(null as decimal(28, 6)) as spend from daily_budgets
    union all
    select date_day, channel, campaign_id, program, cast(0 as decimal(28, 6)) as budget, spend from daily_spend
),

-- A channel's budget is spent by its campaigns but for those that have one of their own in the month.
planned as (
    select
        *,
        case when sum(budget) over of_campaign > 0 then campaign_id else 'unallocated' end as planned_for
    from stacked
    window of_campaign as (partition by {{ dbt.date_trunc('month', 'date_day') }}, channel, campaign_id)
),

summed as (
    select
        period_days.grain,
        period_days.period_start,
        period_days.period_end,
        period_days.is_complete,
        planned.channel,
        planned.campaign_id,
        planned.program,
        planned.planned_for,
        cast(sum(planned.budget) as decimal(28, 6)) as budget,
        cast(sum(case when planned.date_day <= span.as_of_date then planned.budget else 0 end) as decimal(28, 6))
            as budget_to_date,
        cast(
            case
                when
                    period_days.is_marketing_cost_known
                    and period_days.period_start <= span.as_of_date
                    then coalesce(sum(case when planned.date_day <= span.as_of_date then planned.spend end), 0)
            end as decimal(28, 6)
        ) as spend
    from planned
    inner join period_days on planned.date_day = period_days.date_day
    cross join span
    group by
        period_days.grain, period_days.period_start, period_days.period_end, period_days.is_complete,
        period_days.is_marketing_cost_known, planned.channel, planned.campaign_id, planned.program,
        planned.planned_for, span.as_of_date
),

periods as (
    select
        *,
        sum(spend) over of_plan > nullif(sum(budget) over of_plan, 0) as is_over_budget
    from summed
    window of_plan as (partition by grain, period_start, channel, planned_for)
)

select * from periods
