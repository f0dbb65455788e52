{%- set segments = ['channel', 'industry', 'company_size', 'region'] -%}
{%- set by_day = 'partition by ' ~ segments | join(', ') ~ ' order by date_day' -%}
{%- set days = by_day ~ ' rows' -%}
with

changes as (
    select * from {{ ref('int_mrr_changes') }}
),

customers as (
    select * from {{ ref('fct_customers') }} where subscribed_date is not null
),

purchases as (
    select * from {{ ref('fct_purchases') }}
),

dates as (
    select * from {{ ref('dim_dates') }} where not is_future
),

observed as (
    select min(observed_from_date) as first_date from changes
),

segment_values as (
    select distinct {{ segments | join(', ') }}
    from customers
),

grid as (
    select
        dates.date_day,
        segment_values.*
    from dates
    inner join observed on dates.date_day >= observed.first_date
    cross join segment_values
),

-- What was there when the landing begins is there at the start of its first day.
dated as (
    select
        greatest(changes.change_date, changes.observed_from_date) as date_day,
        {%- for segment in segments %}
        customers.{{ segment }},
        {%- endfor %}
        changes.customers_change,
        changes.mrr_change,
        changes.movement_type = 'churn' as is_churn,
        case when changes.movement_type = 'opening' then 0 else 1 end as is_movement,
        {{ dbt.datediff(
            'greatest(changes.customer_since_date, changes.observed_from_date)', 'changes.change_date', 'day'
        ) }} as days_as_customer
    from changes
    inner join customers on changes.account_id = customers.account_id
),

changed as (
    select
        date_day,
        {{ segments | join(', ') }},
        sum(customers_change) as customers_change,
        sum(customers_change * is_movement) as customers_moved,
        sum(mrr_change) as mrr_change,
        sum(mrr_change * is_movement) as mrr_moved,
        count(*) filter (where is_churn) as churned,
        sum(days_as_customer) filter (where is_churn) as ended_days
    from dated
    group by date_day, {{ segments | join(', ') }}
),

bought as (
    select
        purchases.purchase_date as date_day,
        {%- for segment in segments %}
        customers.{{ segment }},
        {%- endfor %}
        count(*) filter (where purchases.revenue > 0) as purchases,
        sum(purchases.revenue) as revenue
    from purchases
    inner join customers on purchases.account_id = customers.account_id
    group by purchases.purchase_date{% for segment in segments %}, customers.{{ segment }}{% endfor %}
),

daily as (
    select
        grid.*,
        {%- for amount in ['customers_change', 'customers_moved', 'mrr_change', 'mrr_moved', 'churned', 'ended_days'] %}
        coalesce(changed.{{ amount }}, 0) as {{ amount }},
        {%- endfor %}
        coalesce(bought.purchases, 0) as purchases,
        coalesce(bought.revenue, 0) as revenue
    from grid
    left join changed using (date_day, {{ segments | join(', ') }})
    left join bought using (date_day, {{ segments | join(', ') }})
),

stocks as (
    select
        *,
        sum(customers_change) over ({{ days }} unbounded preceding) as customers_to_date,
        sum(mrr_change) over ({{ days }} unbounded preceding) as mrr_to_date,
        sum(purchases) over ({{ days }} unbounded preceding) as purchases_to_date,
        sum(revenue) over ({{ days }} unbounded preceding) as revenue_to_date
    from daily
),

summed as (
    select
        *,
        cast(sum(customers_to_date) over ({{ days }} unbounded preceding) as bigint) as customer_days_to_date
    from stocks
),

-- A year's sum is a difference of two: Spark would add up 365 rows anew for each.
running as (
    select
        date_day,
        {{ segments | join(', ') }},
        cast(customers_to_date - customers_moved as bigint) as customers_at_start,
        cast(customers_to_date as bigint) as customers_at_end,
        cast(mrr_to_date - mrr_moved as decimal(28, 6)) as mrr_at_start,
        cast(mrr_to_date as decimal(28, 6)) as mrr_at_end,
        cast(sum(churned) over ({{ days }} unbounded preceding) as bigint) as churned_to_date,
        cast(sum(ended_days) over ({{ days }} unbounded preceding) as bigint) as ended_days_to_date,
        customer_days_to_date,
        cast(customer_days_to_date - coalesce(lag(customer_days_to_date, 365) over ({{ by_day }}), 0) as bigint)
            as customer_days_12m,
        cast(purchases_to_date - coalesce(lag(purchases_to_date, 365) over ({{ by_day }}), 0) as bigint)
            as purchases_12m,
        cast(revenue_to_date - coalesce(lag(revenue_to_date, 365) over ({{ by_day }}), 0) as decimal(28, 6))
            as revenue_12m
    from summed
)

select * from running
