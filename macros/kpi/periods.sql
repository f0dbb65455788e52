{#-
  Every simple metric of some marts as a column, a row a grain, period, segment and segment value: the select that the
  KPI marts stand on. A fact counts in each period that its day lies in; a mart that is prepared by period (it has the
  dimension `grain`) is taken as it is.

  Arguments:
    marts  names of marts with a semantic model

  Example: {{ "{{ metrics_by_period(['funnel_daily', 'fct_leads']) }}" }}
-#}
{% macro metrics_by_period(marts) %}
    {#- dbt looks for references before it knows the metrics. -#}
    {%- for mart in marts -%}
        {%- do ref(mart) -%}
    {%- endfor -%}
    {%- do ref('dim_period_days') -%}
    {%- if not execute -%}
        select 1 as parsed
    {%- else -%}
    {%- set blocks = metric_blocks(marts, kpi_definitions()) -%}
    {%- set keys = ['grain', 'period_start', 'segment', 'segment_value'] -%}
with

periods as (
    select
        grain as _grain,
        period_start as _period_start,
        date_day as _date_day
    from {{ ref('dim_period_days') }}
),
{% for block in blocks %}
{{ metric_block(block) }}
{% endfor %}
all_keys as (
    {%- for block in blocks %}
    select {{ keys | join(', ') }} from {{ block.name }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

by_period as (
    select
        {{ keys | join(', ') }}
        {%- for block in blocks %}
        {%- for metric in block.metrics %},
        {{ block.name }}.{{ metric.name }}
        {%- endfor %}
        {%- endfor %}
    from all_keys
    {%- for block in blocks %}
    left join {{ block.name }} using ({{ keys | join(', ') }})
    {%- endfor %}
)

select * from by_period
    {%- endif -%}
{% endmacro %}


{#- The simple metrics of some marts that a KPI is made of. -#}
{% macro metrics_of(marts, definitions) %}
    {%- set needed = [] -%}
    {%- for metric in definitions.kpis -%}
        {%- do needed.extend(simple_inputs(metric, definitions.metrics)) -%}
    {%- endfor -%}
    {%- set metrics = [] -%}
    {%- for name in needed | unique | sort if mart_of(definitions.metrics[name]) in marts -%}
        {%- do metrics.append(definitions.metrics[name]) -%}
    {%- endfor -%}
    {%- do return(metrics) -%}
{% endmacro %}


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
  before it since the period began. A median needs all facts.
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
        _thing,
        {{ block.time }} as _day,
        {{- cut(segments) }}
    from (select *, {{ thing }} as _thing from {{ ref(block.mart) }}) as _facts
    where _thing is not null{{ ' and ' ~ conditions if conditions }}
    {{ cuts(segments, '_thing, ' ~ block.time) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{{ block.name }}_seen as (
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
        from {{ block.name }}_things
    ) as _thing_days
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


{#-
  The KPIs of a select by `metrics_by_period`, a row a KPI, grain, period, segment and segment value.

  Arguments:
    relation  that select, as a relation or the name of a CTE
    marts     the marts it is made of; KPIs that need another are left out
-#}
{% macro kpis_by_period(relation, marts) %}
    {%- if not execute -%}
        {%- do return('select 1 as parsed') -%}
    {%- endif -%}
    {%- set definitions = kpi_definitions() -%}
    {%- set metrics = definitions.metrics -%}
    {%- set served = [] -%}
    {%- for metric in definitions.kpis -%}
        {%- set inputs = simple_inputs(metric, metrics) -%}
        {%- set needs = [] -%}
        {%- for name in inputs -%}
            {%- do needs.append(mart_of(metrics[name])) -%}
        {%- endfor -%}
        {%- if needs | reject('in', marts) | list | length == 0 -%}
            {%- do served.append((metric, inputs, kpi_segments(metric, definitions))) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for metric, inputs, segments in served %}
    {%- set parts = metric.type_params %}
    {%- set is_ratio = metric.type == 'ratio' %}
    {%- set value = metric_formula(metric, metrics) %}
    select
        '{{ metric.name }}' as kpi,
        grain,
        period_start,
        segment,
        segment_value,
        '{{ metric.config.meta.basis }}' as basis,
        {{ metric_formula(metrics[parts.numerator.name], metrics) if is_ratio else 'cast(null as double)' }} as numerator,
        {{ metric_formula(metrics[parts.denominator.name], metrics) if is_ratio else 'cast(null as double)' }} as denominator,
        {%- if metric.config.meta.is_reported %}
        -- A platform can book a click on a day without the impression.
        case when {{ inputs[0] }} <= {{ inputs[1] }} then {{ value }} end as value
        {%- else %}
        {{ value }} as value
        {%- endif %}
    from {{ relation }}
    where
        coalesce({{ inputs | join(', ') }}) is not null
        {%- if segments is not none %}
        and segment in ('total'{% for segment in segments %}, '{{ segment }}'{% endfor %})
        {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}


{#-
  The marts that KPIs are computed from. Here and not in `graph`, which dbt knows only when it is too late for `ref`; a
  test holds the list to the semantic models.
-#}
{% macro kpi_marts() %}
    {%- do return([
        'funnel_daily',
        'fct_leads',
        'fct_sqls',
        'fct_account_funnel',
        'fct_lead_stages',
        'fct_lead_responses',
        'fct_buying_groups',
        'fct_opportunities',
        'fct_deal_quotes',
        'pipeline_periods',
        'growth_periods',
        'forecast_periods',
        'fct_customers',
        'customer_periods',
        'fct_customer_value',
        'mrr_periods',
        'fct_mrr_movements',
        'fct_purchases',
        'fct_sessions',
        'fct_cta_sessions',
        'social_traffic_daily',
        'fct_email_messages',
        'fct_tickets',
        'fct_survey_answers',
        'fct_search_performance',
        'fct_search_impression_share',
        'fct_social_posts',
        'fct_social_performance',
        'fct_content',
        'fct_content_sessions',
        'inbound_link_periods',
        'referring_domain_periods',
        'keyword_position_periods',
        'attribution_credits',
        'attribution_returns',
        'fct_team_hours',
        'budget_periods',
    ]) -%}
{% endmacro %}


{#- The wide table of a family: its KPIs side by side, a row a grain, period, segment and segment value. -#}
{% macro kpi_family(family) %}
    {%- set relation = ref('kpi_values') -%}
    {%- if not execute -%}
        {%- do return('select 1 as parsed') -%}
    {%- endif -%}
    {%- set kpis = kpi_definitions().kpis | selectattr('config.meta.family', 'equalto', family) | map(attribute='name') | list -%}
select
    grain,
    period_start,
    segment,
    segment_value
    {%- for kpi in kpis %},
    max(value) filter (where kpi = '{{ kpi }}') as {{ kpi }}
    {%- endfor %}
from {{ relation }}
where kpi in ('{{ kpis | join("', '") }}')
group by grain, period_start, segment, segment_value
{% endmacro %}
