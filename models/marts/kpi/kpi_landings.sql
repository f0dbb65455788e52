{%- set definitions = kpi_definitions() -%}
{%- set blocks = metric_blocks(kpi_marts(), definitions) -%}
{%- set places = metric_places(blocks) -%}
{%- set columns = place_columns(blocks) -%}
{%- set funnel_systems = funnel_parts().systems -%}
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
            {{ literal(places[input].column) if input in places else 'null' }},
            {{ literal(system_of(definitions.metrics[input], funnel_systems) or 'none') }}
        ){{ ',' if not (loop.last and metric_loop.last) }}
        {%- endfor %}
        {%- endfor %}
    ) as places (kpi, block, value_column, system_name)
),

span as (
    select * from {{ ref('int_data_span') }}
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

awaited as (
    select * from {{ ref('int_awaited_sources') }}
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

-- What no system tells of by month, and no report that is awaited, is known until now; `least` skips nulls.
landed as (
    select
        parts.kpi,
        least(
            max(span.as_of_date),
            min(
                case parts.system_name
                    {%- for system in ['web', 'leads', 'deals', 'purchases', 'sales', 'touches'] %}
                    when '{{ system }}' then landed_until.{{ system }}_until
                    {%- endfor %}
                    else awaited.reported_until
                end
            )
        ) as known_until_date,
        -- Customers and touches are told of by two.
        min(parts.system_name) = max(parts.system_name) and max(parts.system_name) not in ('sales', 'touches')
            as is_of_one_system,
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
    left join awaited on parts.system_name = awaited.source_name
    cross join span
    cross join landed_until
    group by parts.kpi
)

select * from landed
