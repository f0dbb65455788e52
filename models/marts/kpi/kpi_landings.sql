{%- set definitions = kpi_definitions() -%}
{%- set blocks = metric_blocks(kpi_marts(), definitions) -%}
{%- set places = metric_places(blocks) -%}
{%- set columns = place_columns(blocks) -%}
with

parts as (
    select places.*
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
        {%- for column in columns %}
        max({{ column }}) is not null as {{ column }},
        {%- endfor %}
        block
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
)

select * from landed
