-- A deal is in the pipeline of each day from its opening to its close, once. A red test means that the pipeline misses
-- deals, or counts one twice, so that weighted forecasts are wrong.
with

opportunities as (
    select * from {{ ref('fct_opportunities') }} where opened_date is not null
),

pipeline as (
    select
        period_start as date_day,
        sum(open_opportunities) as open_opportunities
    from {{ ref('pipeline_periods') }}
    where grain = 'day'
    group by period_start
),

days as (
    select date_day from {{ ref('dim_dates') }} where not is_future
),

undated as (
    select count(*) as open_opportunities
    from {{ ref('fct_opportunities') }}
    where opened_date is null and outcome = 'open'
),

-- Days on which a deal was lost and not yet reopened lie between the spans of its versions.
spans as (
    select
        until_date,
        lead(from_date) over (partition by opportunity_id order by from_date) as next_from_date
    from {{ ref('int_opportunity_versions') }}
),

lost as (
    select
        days.date_day,
        count(*) as lost_opportunities
    from days
    inner join spans on days.date_day >= spans.until_date and days.date_day < spans.next_from_date
    group by days.date_day
),

expected as (
    select
        days.date_day,
        count(opportunities.opportunity_id) as open_opportunities
    from days
    left join opportunities
        on
            days.date_day >= opportunities.opened_date
            and (opportunities.outcome = 'open' or days.date_day < opportunities.closed_date)
    group by days.date_day
),

compared as (
    select
        expected.date_day,
        expected.open_opportunities - coalesce(lost.lost_opportunities, 0) as expected_opportunities,
        coalesce(pipeline.open_opportunities, 0) as open_opportunities
    from expected
    left join pipeline on expected.date_day = pipeline.date_day
    left join lost on expected.date_day = lost.date_day
),

-- Where the CRM does not tell when a deal was opened, it is open from the last change that it tells, or "now".
broken as (
    select compared.*
    from compared
    cross join undated
    where
        compared.open_opportunities
        not between compared.expected_opportunities and compared.expected_opportunities + undated.open_opportunities
)

select * from broken
