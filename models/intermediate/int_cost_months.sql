with

span as (
    select * from {{ ref('int_data_span') }}
),

costs as (
    select * from {{ ref('int_cost_entries') }} where fx_rate is not null and not is_platform_bill
),

ads as (
    select * from {{ ref('int_ad_performance') }} where fx_rate is not null
),

-- What is booked ahead tells of no month before all else of it is.
booked as (
    select
        costs.cost_group,
        costs.cost_type,
        cast({{ dbt.date_trunc('month', 'costs.entry_date') }} as date) as cost_month,
        coalesce(sum(costs.cost) < 0, false) as is_taken_back
    from costs
    inner join span on costs.entry_date <= {{ dbt.last_day('span.as_of_date', 'month') }}
    group by costs.cost_group, costs.cost_type, cast({{ dbt.date_trunc('month', 'costs.entry_date') }} as date)
),

-- An accrual is reversed on the first of the next month, whose own bills come later: months that only take back, at the
-- end of a category, tell nothing yet.
reached as (
    select
        *,
        max(case when not is_taken_back then cost_month end) over (partition by cost_group, cost_type) as last_month
    from booked
),

entries as (
    select
        cost_group,
        cost_type,
        cost_month,
        false as is_ads,
        true as has_cost
    from reached
    where coalesce(cost_month <= last_month, true)
),

-- Ads that ran for nothing were reported all the same.
reports as (
    select
        'marketing' as cost_group,
        platform as cost_type,
        cast({{ dbt.date_trunc('month', 'report_date') }} as date) as cost_month,
        true as is_ads,
        coalesce(max(spend), 0) > 0 as has_cost
    from ads
    group by platform, cast({{ dbt.date_trunc('month', 'report_date') }} as date)
),

cost_months as (
    select * from entries
    union all
    select * from reports
)

select * from cost_months
