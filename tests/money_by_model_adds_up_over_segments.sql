-- The mean over the attribution models, too, gives the total over whichever segment: a model that credits a campaign
-- with nothing counts as 0 there. A failure means that a report of campaigns or channels claims more than was sold.
with

kpi_values as (
    select * from {{ ref('kpi_values') }}
    where kpi in ('attributed_pipeline_by_model', 'attributed_revenue_by_model')
),

-- Of the models it is the mean, and all divide the same money.
by_segment as (
    select
        kpi,
        grain,
        period_start,
        segment,
        case when segment = 'attribution_model' then avg(value) else sum(value) end as value
    from kpi_values
    where segment <> 'total'
    group by kpi, grain, period_start, segment
),

totals as (
    select * from kpi_values where segment = 'total'
),

differing as (
    select
        by_segment.*,
        totals.value as total
    from by_segment
    inner join totals
        on
            by_segment.kpi = totals.kpi
            and by_segment.grain = totals.grain
            and by_segment.period_start = totals.period_start
    where abs(by_segment.value - totals.value) > 1e-9 * greatest(1, abs(totals.value))
)

select * from differing
