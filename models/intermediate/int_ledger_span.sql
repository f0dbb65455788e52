{#- What each cost is made of; no company's is whole without these three, and `any` is what else comes every month. -#}
{%- set costs = {
    'marketing_cost': ['marketing'], 'sales_cost': ['sales'], 'cogs': ['cogs'], 'cost_to_serve': ['cost_to_serve'],
    'overhead': ['overhead'], 'acquisition_cost': ['marketing', 'sales'],
    'full_cost': ['marketing', 'sales', 'cogs', 'any'],
} -%}
with

costs as (
    select * from {{ ref('int_cost_months') }}
),

ledger as (
    select
        min(cost_month) as first_month,
        max(cost_month) as last_month,
        2 * count(distinct case when cost_group = 'marketing' then cost_month end) >= count(distinct cost_month)
            as has_marketing
    from costs
    where not is_ads
),

of_past_year as (
    select
        costs.cost_group,
        costs.cost_type,
        min(costs.cost_month) as first_month,
        max(costs.cost_month) as last_month,
        cast(count(*) as integer) as months
    from costs
    inner join ledger on costs.cost_month > {{ dbt.dateadd('month', -12, 'ledger.last_month') }}
    group by costs.cost_group, costs.cost_type
    having count(*) >= 6
),

-- What comes every month, such as salaries or a platform's report, is awaited, or what comes before it would pass for
-- the whole cost of the month; but not when a quarter lacks it, since a tool is cancelled. What comes now and then,
-- such as a fair, is not: without it a month is whole.
monthly as (
    select
        of_past_year.cost_group,
        of_past_year.last_month
    from of_past_year
    cross join ledger
    where
        {{ dbt.dateadd('month', 'of_past_year.months - 1', 'of_past_year.first_month') }} = of_past_year.last_month
        and {{ dbt.dateadd('month', 2, 'of_past_year.last_month') }} >= ledger.last_month
),

-- Where most months of the ledger lack marketing, ads are all of it but for a fair now and then.
booked as (
    select
        costs.cost_group,
        costs.cost_month
    from costs
    cross join ledger
    where
        costs.has_cost
        and (
            not costs.is_ads
            or (not ledger.has_marketing and costs.cost_month between ledger.first_month and ledger.last_month)
        )
),

known as (
    select
        booked.cost_group,
        min(booked.cost_month) as first_month,
        least(max(booked.cost_month), min(monthly.last_month)) as last_month
    from booked
    left join monthly on booked.cost_group = monthly.cost_group
    group by booked.cost_group

    union all

    select
        'any' as cost_group,
        ledger.first_month,
        least(ledger.last_month, min(monthly.last_month)) as last_month
    from ledger
    left join monthly on ledger.last_month >= monthly.last_month
    group by ledger.first_month, ledger.last_month
),

known_costs as (
    select
        -- A cost is known while all that it is made of is.
        {%- for cost, groups in costs.items() %}
        {%- set of_cost = "filter (where cost_group in ('" ~ groups | join("', '") ~ "'))" %}
        max(first_month) {{ of_cost }} as {{ cost }}_from,
        case
            when count(*) {{ of_cost }} = {{ groups | length }}
                then cast({{ dbt.last_day('min(last_month) ' ~ of_cost, 'month') }} as date)
        end as {{ cost }}_until{% if not loop.last %},{% endif %}
        {%- endfor %}
    from known
)

select * from known_costs
