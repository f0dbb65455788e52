-- A deal is in the pipeline of each day from its opening to its close, once, or until it was decided where that was
-- long after. A red test means that the pipeline misses deals, or counts one twice, so that weighted forecasts are
-- wrong.
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

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

days as (
    select dates.date_day
    from {{ ref('dim_dates') }} as dates
    inner join landed_until on dates.date_day <= landed_until.deals_until
    where not dates.is_future
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

open_stages as (
    select distinct changes.opportunity_id
    from {{ ref('int_opportunity_changes') }} as changes
    left join {{ ref('int_stage_mapping') }} as stages
        on lower(changes.stage_name) = stages.source_stage and stages.object = 'opportunity'
    where coalesce(stages.stage, 'Unknown') not in ('won', 'lost')
),

-- Days on which a deal was decided that the history knew as open, by outcome.
decided as (
    select
        ends.opportunity_id,
        ends.outcome,
        {{ reporting_date('ends.decided_at') }} as decided_date
    from {{ ref('int_opportunity_ends') }} as ends
    inner join open_stages on ends.opportunity_id = open_stages.opportunity_id
),

lasting as (
    select
        opportunities.opportunity_id,
        opportunities.outcome,
        opportunities.opened_date,
        case
            when decided.decided_date > {{ dbt.dateadd('day', 1, 'opportunities.closed_date') }}
                then decided.decided_date
            else opportunities.closed_date
        end as last_date
    from opportunities
    left join decided
        on opportunities.opportunity_id = decided.opportunity_id and opportunities.outcome = decided.outcome
),

expected as (
    select
        days.date_day,
        count(lasting.opportunity_id) as open_opportunities
    from days
    left join lasting
        on
            days.date_day >= lasting.opened_date
            and (lasting.outcome = 'open' or days.date_day < lasting.last_date)
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
