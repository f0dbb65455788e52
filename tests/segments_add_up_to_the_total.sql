-- What can be added up gives the total, over whichever segment and in every period: what belongs to no campaign, region
-- or channel stands there by name, and a model that credits a campaign with nothing counts as 0 there. A failure means
-- that a report by segment shows less, or more, than the report of the whole.
{%- set means = ['attributed_pipeline_by_model', 'attributed_revenue_by_model'] %}
with

kpi_values as (
    select * from {{ ref('kpi_values') }} where kpi in ('{{ (additive_kpis() + means) | join("', '") }}')
),

totals as (
    select * from kpi_values where segment = 'total'
),

by_segment as (
    select
        kpi,
        grain,
        period_start,
        segment,
        case
            -- Each model divides the same money, and the total is their mean.
            when segment = 'attribution_model' and kpi in ('{{ means | join("', '") }}') then avg(value)
            else sum(value)
        end as value
    from kpi_values
    where segment <> 'total'
    group by kpi, grain, period_start, segment
),

differing as (
    select
        by_segment.*,
        totals.value as total
    from by_segment
    left join totals
        on
            by_segment.kpi = totals.kpi
            and by_segment.grain = totals.grain
            and by_segment.period_start = totals.period_start
    where
        abs(coalesce(by_segment.value, 0) - coalesce(totals.value, 0))
        > 1e-9 * greatest(1, abs(coalesce(totals.value, 0)))
)

select * from differing
