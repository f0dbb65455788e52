{#- What one scan of a mart gives: [{name, mart, semantic_model, time, metrics}], one a mart and time column. -#}
{% macro metric_blocks(marts, definitions) %}
    {%- set blocks = {} -%}
    {%- for metric in metrics_of(marts, definitions) -%}
        {%- set mart = mart_of(metric) -%}
        {%- set time = metric.type_params.metric_aggregation_params.agg_time_dimension -%}
        {%- set name = mart ~ '_by_' ~ time -%}
        {%- if name not in blocks -%}
            {%- do blocks.update({name: {
                'name': name, 'mart': mart, 'time': time, 'semantic_model': definitions.semantic_models[mart],
                'metrics': [],
            }}) -%}
        {%- endif -%}
        {%- do blocks[name].metrics.append(metric) -%}
    {%- endfor -%}
    {%- do return(blocks.values() | list) -%}
{% endmacro %}


{#-
  The columns for the metrics of some blocks, as many as the widest block has metrics. Their names tell the layout, so that
  who was compiled for another one, when a metric was added, finds no column instead of another metric's values.
-#}
{% macro place_columns(blocks) %}
    {%- set names, most = [], [0] -%}
    {%- for block in blocks -%}
        {%- do names.extend([block.name] + block.metrics | map(attribute='name') | list) -%}
        {%- do most.append(block.metrics | length) -%}
    {%- endfor -%}
    {%- set layout = local_md5(names | join(' '))[:6] -%}
    {%- set columns = [] -%}
    {%- for place in range(most | max) -%}
        {%- do columns.append('value_' ~ layout ~ '_' ~ (place + 1)) -%}
    {%- endfor -%}
    {%- do return(columns) -%}
{% endmacro %}


{#- Where each metric of some blocks stands: {metric: {block, column}}. -#}
{% macro metric_places(blocks) %}
    {%- set columns = place_columns(blocks) -%}
    {%- set places = {} -%}
    {%- for block in blocks -%}
        {%- for metric in block.metrics -%}
            {%- do places.update({metric.name: {'block': block.name, 'column': columns[loop.index0]}}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(places) -%}
{% endmacro %}


{#- The CTE of a block, after those it stands on: a row a grain, period, segment and segment value. -#}
{% macro metric_block(block) %}
    {%- set segments = mart_segments(block.semantic_model) -%}
    {%- set dimensions = block.semantic_model.dimensions | map(attribute='name') | list -%}
    {%- if 'segment' in dimensions -%}
{{ block.name }} as (
    {{ metrics_of_segments(block, segments) }}
),
    {%- elif 'grain' in dimensions -%}
{{ block.name }} as (
    select
        grain,
        period_start,
        {{- cut(segments) }}
        {%- for metric in block.metrics %},
        cast({{ metric_aggregate(metric) }} as double) as {{ metric.name }}
        {%- endfor %}
    from {{ ref(block.mart) }}
    {{ cuts(segments, 'grain, period_start') }}
),
    {%- else -%}
        {{- metrics_of_days(block, segments) }}
    {%- endif -%}
{%- endmacro %}


{#- Of a mart that is prepared by period and by segment: nothing is left to be cut but by its foreign entities. -#}
{% macro metrics_of_segments(block, segments) %}
    {%- set aggregates -%}
        {%- for metric in block.metrics %},
        cast({{ metric_aggregate(metric) }} as double) as {{ metric.name }}
        {%- endfor %}
    {%- endset -%}
    select grain, period_start, segment, segment_value{{ aggregates }}
    from {{ ref(block.mart) }}
    group by grain, period_start, segment, segment_value
        {%- for segment, column in segments.items() %}
    union all
    select grain, period_start, '{{ segment }}', {{ column }}{{ aggregates }}
    from {{ ref(block.mart) }}
    where segment = 'total'
    group by grain, period_start, {{ column }}
        {%- endfor %}
{%- endmacro %}


{#- The columns `segment` and `segment_value` of a select that is grouped by `cuts`. -#}
{% macro cut(segments) %}
    {%- if segments %}
        case
            {%- for segment, column in segments.items() %}
            when grouping({{ column }}) = 0 then '{{ segment }}'
            {%- endfor %}
            else 'total'
        end as segment,
        case
            {%- for column in segments.values() %}
            when grouping({{ column }}) = 0 then {{ column }}
            {%- endfor %}
            else 'total'
        end as segment_value
    {%- else %}
        'total' as segment,
        'total' as segment_value
    {%- endif %}
{%- endmacro %}


{#- By some columns, and by them and each segment. -#}
{% macro cuts(segments, columns) -%}
    group by grouping sets (
        ({{ columns }})
        {%- for column in segments.values() %},
        ({{ columns }}, {{ column }})
        {%- endfor %}
    )
{%- endmacro %}
