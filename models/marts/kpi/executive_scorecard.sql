with

scorecard as (
    select * from {{ ref('kpi_scorecard') }}
    where segment = 'total' and grain in ('month', 'quarter') and not is_vanity and is_mature and value is not null
),

kpis as (
    select * from {{ ref('dim_kpis') }} where companion_of is null
),

latest as (
    select * from scorecard
    qualify row_number() over (partition by kpi, grain order by period_start desc) = 1
),

-- What the board asks first: what came back, what it was worth, what it cost, and what is on its way.
placed as (
    select
        latest.kpi,
        kpis.label,
        kpis.label_zh,
        kpis.label_ru,
        kpis.family,
        kpis.unit,
        latest.grain,
        latest.period_start,
        latest.value,
        latest.target,
        latest.attainment,
        latest.status,
        latest.previous_value,
        latest.direction,
        latest.year_ago_value,
        latest.year_direction,
        latest.baseline,
        kpis.benchmark,
        case
            when kpis.family = 'return' then 1
            when kpis.kpi = 'revenue' then 2
            when kpis.family = 'value' then 3
            when kpis.family = 'cost' then 4
            when kpis.family in ('funnel', 'planning') then 5
            when kpis.family in ('velocity', 'quality', 'attribution') then 6
            else 7
        end as priority
    from latest
    inner join kpis on latest.kpi = kpis.kpi
)

select * from placed
