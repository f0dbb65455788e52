with

targets as (
    select * from {{ ref('int_forecast_targets') }} where metric = 'revenue'
),

purchases as (
    select * from {{ ref('int_purchases') }} where purchase_source = 'billing'
),

origins as (
    select distinct last_month from targets
),

bills as (
    select
        account_id,
        cast({{ dbt.date_trunc('month', 'purchase_date') }} as date) as month_start,
        sum(revenue) as amount
    from purchases
    group by account_id, month_start
),

-- In decimals, since a sum of doubles depends on the order of rows.
regular as (
    select
        origins.last_month,
        bills.account_id,
        cast(cast(sum(bills.amount) as double) / count(*) as decimal(28, 10)) as amount
    from origins
    inner join bills
        on
            origins.last_month >= bills.month_start
            and {{ dbt.dateadd('month', -2, 'origins.last_month') }} <= bills.month_start
    group by origins.last_month, bills.account_id
    having count(*) >= 2
),

regular_totals as (
    select
        last_month,
        sum(amount) as amount
    from regular
    group by last_month
),

-- Who is billed by month goes on so; the others are billed again a year after.
yearly_totals as (
    select
        targets.last_month,
        targets.horizon,
        sum(bills.amount) as amount
    from targets
    inner join bills on bills.month_start = {{ dbt.dateadd('month', -12, 'targets.month_start') }}
    left join regular on targets.last_month = regular.last_month and bills.account_id = regular.account_id
    where regular.account_id is null
    group by targets.last_month, targets.horizon
),

forecasts as (
    select
        targets.metric,
        targets.last_month,
        targets.horizon,
        coalesce(cast(regular_totals.amount as double), 0)
        + coalesce(cast(yearly_totals.amount as double), 0) as forecast
    from targets
    left join regular_totals on targets.last_month = regular_totals.last_month
    left join yearly_totals
        on targets.last_month = yearly_totals.last_month and targets.horizon = yearly_totals.horizon
)

select * from forecasts
