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
