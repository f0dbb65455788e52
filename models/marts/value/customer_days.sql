{%- set segments = ['channel', 'industry', 'company_size', 'region'] -%}
{%- set by_day = 'partition by ' ~ segments | join(', ') ~ ' order by date_day' -%}
{%- set days = by_day ~ ' rows' -%}
{%- set amounts = [
    'customers_change', 'customers_moved', 'churned', 'ended_days', 'mrr_change', 'mrr_moved',
    'purchases_change', 'purchases_once', 'revenue_change', 'revenue_once',
] -%}
with

changes as (
    select * from {{ ref('customer_changes') }}
),

customers as (
    select * from {{ ref('fct_customers') }} where subscribed_date is not null
),

dates as (
    select * from {{ ref('dim_dates') }}
),

billing_span as (
    select * from {{ ref('int_billing_span') }}
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
    inner join billing_span
        on dates.date_day >= billing_span.observed_from_date and dates.date_day <= billing_span.known_until_date
    cross join segment_values
),

daily as (
    select
        grid.*,
        {%- for amount in amounts %}
        coalesce(changes.{{ amount }}, 0) as {{ amount }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from grid
    left join changes using (date_day, {{ segments | join(', ') }})
),

stocks as (
    select
        *,
        sum(customers_change) over ({{ days }} unbounded preceding) as customers_to_date,
        sum(mrr_change) over ({{ days }} unbounded preceding) as mrr_to_date,
        cast(sum(purchases_change) over ({{ days }} unbounded preceding) as decimal(28, 15)) + purchases_once
            as purchases,
        cast(sum(revenue_change) over ({{ days }} unbounded preceding) as decimal(28, 12)) + revenue_once as revenue
    from daily
),

summed as (
    select
        *,
        cast(sum(customers_to_date) over ({{ days }} unbounded preceding) as bigint) as customer_days_to_date,
        cast(sum(purchases) over ({{ days }} unbounded preceding) as decimal(28, 15)) as purchases_to_date,
        cast(sum(revenue) over ({{ days }} unbounded preceding) as decimal(28, 12)) as revenue_to_date
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
        cast(purchases_to_date - coalesce(lag(purchases_to_date, 365) over ({{ by_day }}), 0) as decimal(28, 12))
            as purchases_12m,
        cast(revenue_to_date - coalesce(lag(revenue_to_date, 365) over ({{ by_day }}), 0) as decimal(28, 12))
            as revenue_12m
    from summed
)

select * from running
