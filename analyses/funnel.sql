-- The funnel of everything that has landed, a row a stage: how many came so far, and in percent of the stage before.
-- People down to SQL, accounts from there on. Run it with: dbt show --select funnel --limit 10
with

funnel_daily as (
    select * from {{ ref('funnel_daily') }}
),

totals as (
    select
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(leads) as leads,
        sum(mqls) as mqls,
        sum(sqls) as sqls
    from funnel_daily
),

accounts as (
    select
        count(won_date) as customers,
        count(repeat_date) as repeat_buyers
    from {{ ref('fct_account_funnel') }}
),

stages as (
    select 1 as step, 'impressions' as stage, 'awareness' as classic_stage, impressions as reached from totals
    union all
    select 2 as step, 'clicks' as stage, 'interest' as classic_stage, clicks as reached from totals
    union all
    select 3 as step, 'leads' as stage, 'consideration' as classic_stage, leads as reached from totals
    union all
    select 4 as step, 'mqls' as stage, 'intent' as classic_stage, mqls as reached from totals
    union all
    select 5 as step, 'sqls' as stage, 'evaluation' as classic_stage, sqls as reached from totals
    union all
    select 6 as step, 'customers' as stage, 'purchase' as classic_stage, customers as reached from accounts
    union all
    select 7 as step, 'repeat buyers' as stage, 'purchase' as classic_stage, repeat_buyers as reached from accounts
),

drawn as (
    select
        stage,
        classic_stage,
        reached,
        -- Logarithmic, since the first stages are thousands of times the last.
        repeat('█', cast(round(3 * log10(greatest(reached, 1))) as integer)) as funnel,
        round(100.0 * reached / lag(reached) over (order by step), 1) as percent_of_previous
    from stages
    order by step
)

select * from drawn
