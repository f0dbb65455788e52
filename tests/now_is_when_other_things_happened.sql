-- "Now" is the newest landed day, so one date typed 2052 makes every cohort mature and every customer churned. A failure
-- means that fewer than two of the landed tables reach within a year of it: `last_date` below shows the one to correct, or
-- set the variable `as_of`.
with

dated as (
    select * from {{ ref('landing_freshness') }} where last_date is not null
),

near as (
    select
        count(*) as tables,
        count(*) filter (where abs(days_old) <= 366) as tables_near
    from dated
),

left_alone as (
    select dated.*
    from dated
    cross join near
    where near.tables > 1 and near.tables_near < 2 and {{ 'false' if var('as_of') else 'true' }}
)

select * from left_alone
