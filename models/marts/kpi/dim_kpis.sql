{%- set definitions = kpi_definitions() -%}
{%- set blocks = metric_blocks(kpi_marts(), definitions) -%}
{%- set places = metric_places(blocks) -%}
{%- set columns = place_columns(blocks) -%}
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

parts as (
    select *
    from (
        values
        {%- for metric in definitions.kpis %}
        {%- set metric_loop = loop %}
        {%- for input in simple_inputs(metric, definitions.metrics) %}
        (
            '{{ metric.name }}',
            {{ literal(places[input].block) if input in places else 'null' }},
            {{ literal(places[input].column) if input in places else 'null' }}
        ){{ ',' if not (loop.last and metric_loop.last) }}
        {%- endfor %}
        {%- endfor %}
    ) as places (kpi, block, value_column)
),

kpi_inputs as (
    select * from {{ ref('kpi_inputs') }} where segment = 'total'
),

-- Whether a metric has any value at all, of which a KPI can be made.
has_values as (
    select
        block
        {%- for column in columns %},
        max({{ column }}) is not null as {{ column }}
        {%- endfor %}
    from kpi_inputs
    group by block
),

landed as (
    select
        parts.kpi,
        bool_and(
            coalesce(
                case parts.value_column
                    {%- for column in columns %}
                    when '{{ column }}' then has_values.{{ column }}
                    {%- endfor %}
                end,
                false
            )
        ) as has_landed
    from parts
    left join has_values on parts.block = has_values.block
    group by parts.kpi
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
            when not landed.has_landed then 'No source has landed: this KPI needs ' || titles.needs || '.'
            else 'Not enough history: what it divides by, or compares with, has no value in any period yet.'
        end as reason
    from defined
    left join titles on defined.kpi = titles.kpi
    left join landed on defined.kpi = landed.kpi
    left join valued on defined.kpi = valued.kpi
)

select * from described
