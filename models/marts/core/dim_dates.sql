with

span as (
    select * from {{ ref('int_data_span') }}
),

bounds as (
    select
        {{ dbt.date_trunc('year', 'first_date') }} as first_date,
        -- Through the next year, so that targets, expected closes and fiscal years have their days.
        {{ dbt.dateadd(
            'day', -1, dbt.dateadd('year', 2, dbt.date_trunc('year', 'greatest(last_date, as_of_date)'))
        ) }} as last_date
    from span
),

days as (
    select {{ days_between('first_date', 'last_date') }} as date_day
    from bounds
),

-- A fiscal year is called after the calendar year it ends in.
shifted as (
    select
        date_day,
        cast({{ fiscal_month('date_day') }} as date) as fiscal_month_start
    from days
),

dates as (
    select
        shifted.date_day,
        {{ start_of_period('week', 'shifted.date_day') }} as week_start_date,
        {{ start_of_period('month', 'shifted.date_day') }} as month_start_date,
        {{ start_of_period('quarter', 'shifted.date_day') }} as quarter_start_date,
        {{ start_of_period('year', 'shifted.date_day') }} as year_start_date,
        cast(extract(year from shifted.date_day) as integer) as calendar_year,
        cast(extract(quarter from shifted.date_day) as integer) as calendar_quarter,
        cast(extract(month from shifted.date_day) as integer) as calendar_month,
        cast(extract(year from shifted.fiscal_month_start) as integer) as fiscal_year,
        cast(extract(quarter from shifted.fiscal_month_start) as integer) as fiscal_quarter,
        cast(extract(month from shifted.fiscal_month_start) as integer) as fiscal_month,
        {{ start_of_period('fiscal_quarter', 'shifted.date_day') }} as fiscal_quarter_start_date,
        {{ start_of_period('fiscal_year', 'shifted.date_day') }} as fiscal_year_start_date,
        shifted.date_day > span.as_of_date as is_future
    from shifted
    cross join span
)

select * from dates
