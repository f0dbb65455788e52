-- Every lead is in each stage it reached once, and has left it exactly if it says why. A failure means that the churn
-- of leads is of other leads than the funnel counts.
with

leads as (
    select * from {{ ref('fct_leads') }}
),

stages as (
    select * from {{ ref('fct_lead_stages') }}
),

reached as (
    select
        'lead' as stage,
        count(*) as entered,
        count(coalesce(mql_at, sql_at)) as advanced
    from leads

    union all

    select
        'mql' as stage,
        count(mql_at) as entered,
        -- Where no status tells of MQLs, none are known, and SQLs are.
        count(case when mql_at is not null then sql_at end) as advanced
    from leads

    union all

    select
        'sql' as stage,
        count(sql_at) as entered,
        count(won_at) as advanced
    from leads
),

told as (
    select
        stage,
        count(*) as entered,
        count(*) filter (where left_reason = 'advanced') as advanced,
        count(*) filter (
            where (left_date is null) <> (left_reason = 'open') or left_date < entered_date
        ) as contradictions
    from stages
    group by stage
),

broken as (
    select
        reached.stage,
        reached.entered,
        told.entered as told_entered,
        reached.advanced,
        told.advanced as told_advanced,
        told.contradictions
    from reached
    left join told on reached.stage = told.stage
    where
        reached.entered <> coalesce(told.entered, 0)
        or reached.advanced <> coalesce(told.advanced, 0)
        or told.contradictions > 0
)

select * from broken
