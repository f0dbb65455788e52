-- What can be added up gives the total, over whichever segment and in every period: what belongs to no campaign, region
-- or channel stands there by name, and a model that credits a campaign with nothing counts as 0 there. A failure means
-- that a report by segment shows less, or more, than the report of the whole.
{%- set means = ['attributed_pipeline_by_model', 'attributed_revenue_by_model'] %}
with

kpi_values as (
    select * from {{ ref('kpi_values') }} where kpi in ('{{ (additive_kpis() + means) | join("', '") }}')
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

-- By which segments the definitions say so.
cuts as (
    {%- for cut in additive_cuts() %}
    {%- for kpi in cut.kpis %}
    {%- for segment in cut.segments %}
    select '{{ kpi }}' as kpi, '{{ segment }}' as segment
    union all
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
    select distinct kpi, segment from by_segment where kpi in ('{{ means | join("', '") }}')
),

-- A segment must give the total in periods, too, in which it has no row.
compared as (
    select
        kpi,
        grain,
        period_start,
        segment,
        value as of_segment,
        0 as total
    from by_segment

    union all

    select
        kpi_values.kpi,
        kpi_values.grain,
        kpi_values.period_start,
        cuts.segment,
        0 as of_segment,
        kpi_values.value as total
    from kpi_values
    inner join cuts on kpi_values.kpi = cuts.kpi
    where kpi_values.segment = 'total'
),

differing as (
    select
        kpi,
        grain,
        period_start,
        segment,
        sum(of_segment) as of_segment,
        sum(total) as total
    from compared
    group by kpi, grain, period_start, segment
    having
        abs(coalesce(sum(of_segment), 0) - coalesce(sum(total), 0))
        > 1e-9 * greatest(1, abs(coalesce(sum(total), 0)))
)

select * from differing
