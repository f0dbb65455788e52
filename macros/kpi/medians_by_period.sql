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
