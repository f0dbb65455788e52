with

entries as (
    select * from {{ ref('int_cost_entries') }} where fx_rate is not null and not is_platform_bill
),

ads as (
    select * from {{ ref('int_ad_performance') }} where fx_rate is not null and spend > 0
),

platforms as (
    select count(*) > 0 as have_cost from ads
),

span as (
    select
        cast({{ dbt.date_trunc('month', 'min(entry_date)') }} as date) as first_date,
        cast({{ dbt.last_day('max(entry_date)', 'month') }} as date) as last_date,
        coalesce(bool_or(cost_group = 'marketing'), false) as has_marketing,
        coalesce(bool_or(cost_group = 'sales'), false) as has_sales_cost,
        coalesce(bool_or(cost_group = 'cogs'), false) as has_cogs,
        coalesce(bool_or(cost_group = 'cost_to_serve'), false) as has_cost_to_serve,
        coalesce(bool_or(cost_group = 'overhead'), false) as has_overhead
    from entries
),

told as (
    select
        span.first_date,
        span.last_date,
        span.has_marketing or platforms.have_cost as has_marketing_cost,
        span.has_sales_cost,
        span.has_cogs,
        span.has_cost_to_serve,
        span.has_overhead
    from span
    cross join platforms
)

select * from told
