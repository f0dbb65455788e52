{%- set definitions = kpi_definitions() -%}
with

defined as (
    select *
    from (
        values
        {%- for metric in definitions.kpis %}
        {%- set meta = metric.config.meta %}
        (
            {{ literal(metric.name) }},
            {{ literal(metric.label) }},
            {{ literal(meta.unit) }},
            {{ literal(meta.better) }},
            {{ literal(meta.family) }},
            {{ literal(meta.stage) }},
            {{ literal(meta.horizon) }},
            {{ literal(meta.kind) }},
            {{ meta.vanity | lower }},
            {{ literal(meta.basis) }},
            {{ literal(meta.benchmark) if meta.benchmark else 'null' }},
            {{ literal((kpi_segments(metric, definitions) or meta.segments) | sort | join(' | ')) }},
            {{ literal((meta.sources or []) | join(' ')) }},
            {{ literal(meta.companion_of) if meta.companion_of else 'null' }}
        ){{ ',' if not loop.last }}
        {%- endfor %}
    ) as kpis (
        kpi, label, unit, better, family, stage, horizon, kind, is_vanity, basis, benchmark, segments, sources,
        companion_of
    )
),

titles as (
    select * from {{ ref('kpi_titles') }}
),

landings as (
    select * from {{ ref('kpi_landings') }}
),

valued as (
    select
        kpi,
        count(value) as values_at_total
    from {{ ref('kpi_values') }}
    where segment = 'total'
    group by kpi
),

described as (
    select
        defined.kpi,
        defined.label,
        titles.label_zh,
        titles.label_ru,
        titles.meaning as description,
        titles.formula,
        titles.caveats,
        defined.unit,
        defined.better,
        defined.family,
        defined.stage,
        defined.horizon,
        defined.kind,
        defined.is_vanity,
        defined.basis,
        defined.benchmark,
        defined.segments,
        defined.sources,
        defined.companion_of,
        case when coalesce(valued.values_at_total, 0) > 0 then 'served' else 'no data' end as status,
        case
            when coalesce(valued.values_at_total, 0) > 0 then null
            when not landings.has_landed then 'No source has landed: this KPI needs ' || titles.needs || '.'
            else 'Not enough history: what it divides by, or compares with, has no value in any period yet.'
        end as reason
    from defined
    left join titles on defined.kpi = titles.kpi
    left join landings on defined.kpi = landings.kpi
    left join valued on defined.kpi = valued.kpi
)

select * from described
