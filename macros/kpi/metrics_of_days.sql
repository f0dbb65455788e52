{#-
  Of a mart with a row a fact. A fact lies in a period of each grain, so what can be added up is added up by day first
  and then by period.
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
        {%- set total = 'cast(' ~ metric_total(metric) ~ ' as double)' %}
        {%- set cost = metric.config.meta.needs_ledger %}
        {{ 'case when bool_and(_is_' ~ cost ~ '_known) then ' ~ total ~ ' end' if cost else total }}
            as {{ metric.name }}
        {%- endfor %}
    from {{ block.name }}_days
    inner join periods on _day = _date_day
    group by _grain, _period_start, segment, segment_value
),
    {%- if counted %}
        {{- things_by_period(block, counted, segments) }}
    {%- endif %}
    {%- if medians %}
        {{- medians_by_period(block, medians, segments) }}
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


{#- What a metric takes of each fact that counts for it, with the fact's day and segments. -#}
{% macro facts_of(block, name, input, conditions, segments) -%}
    select
        '{{ name }}' as _metric,
        {{ input }} as _input,
        {%- for column in segments.values() | unique %}
        {{ column }},
        {%- endfor %}
        {{ block.time }} as _day
    from {{ ref(block.mart) }}
    where {{ input }} is not null{{ ' and ' ~ conditions if conditions }}
{%- endmacro %}
