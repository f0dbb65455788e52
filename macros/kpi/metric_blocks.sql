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


{#-
  Of a mart with a row a fact. A fact lies in a period of each grain, so what can be added up is added up by day first
  and then by period. Of a thing that is counted once a period, its first day there counts: the one that has no day
  before it since the period began. Most things have one fact, and so no day before it. A median needs all facts.
-#}
{% macro metrics_of_days(block, segments) %}
    {%- set added, counted, medians = [], {}, [] -%}
    {%- for metric in block.metrics -%}
        {%- set agg = metric.type_params.metric_aggregation_params.agg -%}
        {%- if agg == 'count_distinct' -%}
            {%- set thing = (metric_input(metric), metric_conditions(metric)) -%}
            {%- do counted.setdefault(thing, []).append(metric.name) -%}
        {%- elif agg == 'median' -%}
            {%- do medians.append(metric) -%}
        {%- else -%}
            {%- do added.append(metric) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set keys = 'grain, period_start, segment, segment_value' -%}
{{ block.name }}_days as (
    select
        {{ block.time }} as _day,
        {{- cut(segments) }}
        {%- for metric in added %}
        {%- for part, sql in metric_parts(metric).items() %},
        {{ sql }} as {{ part }}
        {%- endfor %}
        {%- endfor %}
    from {{ ref(block.mart) }}
    {{ cuts(segments, block.time) }}
),

{{ block.name }}{{ '_added' if counted or medians }} as (
    select
        _grain as grain,
        _period_start as period_start,
        segment,
        segment_value
        {%- for metric in added %},
        cast({{ metric_total(metric) }} as double) as {{ metric.name }}
        {%- endfor %}
    from {{ block.name }}_days
    inner join periods on _day = _date_day
    group by _grain, _period_start, segment, segment_value
),
    {%- if counted %}

{{ block.name }}_things as (
    {%- for (thing, conditions), names in counted.items() %}
    select
        '{{ names[0] }}' as _metric,
        {{ thing }} as _thing,
        {{ block.time }} as _day,
        {%- for column in segments.values() | unique %}
        {{ column }},
        {%- endfor %}
        count(*) over (partition by {{ thing }}) as _facts
    from {{ ref(block.mart) }}
    where {{ thing }} is not null{{ ' and ' ~ conditions if conditions }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{{ block.name }}_seen as (
    select
        _metric,
        {{- cut(segments) }},
        _day,
        cast(null as date) as _day_before,
        count(*) as _things
    from {{ block.name }}_things
    where _facts = 1
    {{ cuts(segments, '_metric, _day') }}
    union all
    select
        _metric,
        segment,
        segment_value,
        _day,
        _day_before,
        count(*) as _things
    from (
        select
            *,
            lag(_day) over (partition by _metric, segment, segment_value, _thing order by _day) as _day_before
        from (
            select
                _metric,
                _thing,
                _day,
                {{- cut(segments) }}
            from {{ block.name }}_things
            where _facts > 1
            {{ cuts(segments, '_metric, _thing, _day') }}
        ) as _days_of_things
    ) as _days_before
    group by _metric, segment, segment_value, _day, _day_before
),

{{ block.name }}_counted as (
    select
        _grain as grain,
        _period_start as period_start,
        segment,
        segment_value
        {%- for names in counted.values() %}
        {%- for name in names %},
        cast(sum(_things) filter (where _metric = '{{ names[0] }}') as double) as {{ name }}
        {%- endfor %}
        {%- endfor %}
    from {{ block.name }}_seen
    inner join periods on _day = _date_day and (_day_before is null or _day_before < _period_start)
    group by _grain, _period_start, segment, segment_value
),
    {%- endif %}
    {%- if medians %}

{{ block.name }}_medians as (
    select
        _grain as grain,
        _period_start as period_start,
        {{- cut(segments) }}
        {%- for metric in medians %},
        cast({{ metric_aggregate(metric) }} as double) as {{ metric.name }}
        {%- endfor %}
    from {{ ref(block.mart) }}
    inner join periods on {{ block.time }} = _date_day
    {{ cuts(segments, '_grain, _period_start') }}
),
    {%- endif %}
    {%- if counted or medians %}

{{ block.name }} as (
    select
        {{ keys }}
        {%- for metric in block.metrics %},
        {%- if metric.type_params.metric_aggregation_params.agg == 'count_distinct' %}
        coalesce({{ metric.name }}, 0) as {{ metric.name }}
        {%- else %}
        {{ metric.name }}
        {%- endif %}
        {%- endfor %}
    from {{ block.name }}_added
    {%- if counted %}
    left join {{ block.name }}_counted using ({{ keys }})
    {%- endif %}
    {%- if medians %}
    left join {{ block.name }}_medians using ({{ keys }})
    {%- endif %}
),
    {%- endif %}
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
