-- Each row of a social report is of its day, and a month adds up its days. Exports that repeat a post's sum since it
-- was published would count it anew every day: such sums rise from day to day and hardly ever fall, where figures of a
-- day fade. A failure names the network whose report has to be landed by day instead.
with

performance as (
    select
        network,
        impressions,
        lag(impressions) over (partition by post_id order by metric_date) as impressions_before
    from {{ ref('fct_social_performance') }}
    where impressions is not null
),

steps as (
    select
        network,
        sum(case when impressions > impressions_before then 1 else 0 end) as rises,
        sum(case when impressions < impressions_before then 1 else 0 end) as falls
    from performance
    group by network
),

-- Networks take back what robots saw, so that a sum falls now and then.
sums_since_publication as (
    select * from steps where rises >= 50 and falls * 50 < rises
)

select * from sums_since_publication
