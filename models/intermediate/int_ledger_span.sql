with

entries as (
    select * from {{ ref('int_cost_entries') }} where fx_rate is not null and not is_platform_bill
),

span as (
    select
        cast({{ dbt.date_trunc('month', 'min(entry_date)') }} as date) as first_date,
        cast({{ dbt.last_day('max(entry_date)', 'month') }} as date) as last_date
    from entries
)

select * from span
