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
        cast({{ metric_total(metric) }} as double) as {{ metric.name }}
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


{#-
  Of a thing that is counted once a period, its first day there counts: the one that has no day before it since the
  period began. Most things have one fact, and so no day before it; a segment's values, where they are counted, have many
  each, and looking for those with one would hold all facts.

  Arguments:
    counted  {(what is counted, condition): names of the metrics that count it}
-#}
{% macro things_by_period(block, counted, segments) %}
    {%- set many, sources = [], [] -%}
    {%- for (thing, conditions), names in counted.items() -%}
        {%- set facts = facts_of(block, names[0], thing, conditions, segments) -%}
        {%- if thing in segments.values() -%}
            {%- do sources.append('(' ~ facts ~ ') as _facts_of_few') -%}
        {%- else -%}
            {%- do many.append(facts) -%}
        {%- endif -%}
    {%- endfor -%}
{%- if many %}
{%- do sources.append(block.name ~ '_things where _facts > 1') %}

{{ block.name }}_things as (
    select
        *,
        count(*) over (partition by _metric, _input) as _facts
    from (
        {{ many | join('\nunion all\n') }}
    ) as _facts_of_many
),
{%- endif %}

{{ block.name }}_seen as (
    {%- if many %}
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
    {%- endif %}
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
            lag(_day) over (partition by _metric, segment, segment_value, _input order by _day) as _day_before
        from (
            {%- for things in sources %}
            select
                _metric,
                _input,
                _day,
                {{- cut(segments) }}
            from {{ things }}
            {{ cuts(segments, '_metric, _input, _day') }}
            {{ 'union all' if not loop.last }}
            {%- endfor %}
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


{#-
  A median is the value at which half of the facts are reached, or the mean of the two between which they are. Each value
  stands once with its facts: an aggregate that gathers all facts does so in memory that no limit counts. Counts are whole
  numbers, which doubles add up exactly and DuckDB adds up sooner.
-#}
{% macro medians_by_period(block, medians, segments) %}

{{ block.name }}_values as (
    {%- for metric in medians %}
    {{ facts_of(block, metric.name, metric_input(metric), metric_conditions(metric), segments) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{{ block.name }}_spread as (
    select
        _metric,
        _input,
        _day,
        {{- cut(segments) }},
        cast(count(*) as double) as _facts
    from {{ block.name }}_values
    {{ cuts(segments, '_metric, _input, _day') }}
),

{{ block.name }}_reached as (
    select
        _metric,
        _grain as grain,
        _period_start as period_start,
        segment,
        segment_value,
        _input,
        sum(_facts) as _facts,
        sum(sum(_facts)) over (partition by _metric, _grain, _period_start, segment, segment_value order by _input)
            as _facts_reached,
        sum(sum(_facts)) over (partition by _metric, _grain, _period_start, segment, segment_value) as _all_facts
    from {{ block.name }}_spread
    inner join periods on _day = _date_day
    group by _metric, _grain, _period_start, segment, segment_value, _input
),

{{ block.name }}_medians as (
    select
        grain,
        period_start,
        segment,
        segment_value
        {%- for metric in medians %},
        avg(cast(_input as double)) filter (where _metric = '{{ metric.name }}') as {{ metric.name }}
        {%- endfor %}
    from {{ block.name }}_reached
    where 2 * _facts_reached >= _all_facts and 2 * (_facts_reached - _facts) <= _all_facts
    group by grain, period_start, segment, segment_value
),
{%- endmacro %}
