-- An ad with more clicks on a day than impressions, as platforms book them, has no click-through rate and stands in
-- health. A failure means that a rate is null and nobody can see why.
with

funnel_daily as (
    select * from {{ ref('funnel_daily') }}
),

impossible_rates as (
    select * from {{ ref('impossible_rates') }} where kpi = 'ctr' and grain = 'day' and segment = 'creative'
),

impossible as (
    select
        date_day,
        creative
    from funnel_daily
    group by date_day, creative
    having sum(clicks) > coalesce(sum(impressions), 0)
),

unlisted as (
    select impossible.*
    from impossible
    left join impossible_rates
        on impossible.date_day = impossible_rates.period_start and impossible.creative = impossible_rates.segment_value
    where impossible_rates.kpi is null
)

select * from unlisted
