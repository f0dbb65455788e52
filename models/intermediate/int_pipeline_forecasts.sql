with

targets as (
    select * from {{ ref('int_forecast_targets') }} where metric = 'revenue'
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where is_convertible and outcome = 'won'
),

versions as (
    select * from {{ ref('int_opportunity_versions') }}
),

win_rates as (
    select * from {{ ref('int_stage_win_rates') }}
),

purchases as (
    select * from {{ ref('int_purchases') }}
),

origins as (
    select distinct
        last_month,
        cast({{ dbt.dateadd('month', 1, 'last_month') }} as date) as first_month
    from targets
),

-- Open deals as they stood on the last day before the forecast; one that is overdue is expected at once.
open_deals as (
    select
        origins.last_month,
        greatest(
            cast({{ dbt.date_trunc('month', 'coalesce(versions.expected_close_date, origins.first_month)') }} as date),
            origins.first_month
        ) as month_start,
        versions.amount,
        win_rates.win_rate
    from origins
    inner join versions
        on
            origins.first_month > versions.from_date
            and (versions.until_date is null or origins.first_month <= versions.until_date)
    inner join win_rates
        on
            versions.stage = win_rates.stage
            and origins.first_month > win_rates.from_date
            and (win_rates.until_date is null or origins.first_month <= win_rates.until_date)
),

expected as (
    select
        last_month,
        month_start,
        -- Whole decimals, so that the sum does not depend on the order of rows.
        cast(sum(cast(amount * win_rate as decimal(28, 10))) as double) as amount
    from open_deals
    group by last_month, month_start
),

won as (
    select
        origins.last_month,
        sum(opportunities.amount_reporting) as amount
    from origins
    inner join opportunities
        on
            origins.first_month > opportunities.closed_date
            and {{ dbt.dateadd('month', -12, 'origins.first_month') }} <= opportunities.closed_date
    group by origins.last_month
),

bought as (
    select
        origins.last_month,
        sum(purchases.revenue) as amount
    from origins
    inner join purchases
        on
            origins.first_month > purchases.purchase_date
            and {{ dbt.dateadd('month', -12, 'origins.first_month') }} <= purchases.purchase_date
    where purchases.is_new_purchase
    group by origins.last_month
),

-- A year's contract that is billed by month is worth a twelfth when it is won: the year before tells what share is.
shares as (
    select
        won.last_month,
        least(1, greatest(0, coalesce({{ share('bought.amount', 'won.amount') }}, 0))) as billed_share
    from won
    left join bought on won.last_month = bought.last_month
    where won.amount > 0
),

forecasts as (
    select
        targets.metric,
        targets.last_month,
        targets.horizon,
        coalesce(expected.amount, 0) * shares.billed_share as forecast
    from targets
    inner join shares on targets.last_month = shares.last_month
    left join expected on targets.last_month = expected.last_month and targets.month_start = expected.month_start
)

select * from forecasts
