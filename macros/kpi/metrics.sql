{#-
  What the KPI marts read of the metrics, which stand as MetricFlow metrics in the YAML of the marts they are computed
  from. Everything here works on dbt's parsed definitions, so that a formula is written once: `mf query` and the KPI
  marts cannot mean different things by one name.
-#}

{#-
  All definitions at once, to be passed on, since Jinja is slow: {metrics: {name: metric, in order of names},
  semantic_models: {name: semantic model}, funnel_segments, kpis: [the metrics that have a row in dim_kpis: all but those
  that are only part of another's formula]}. While dbt parses, it knows none of them, or not all.
-#}
{% macro kpi_definitions() %}
    {%- set metrics = {} -%}
    {%- for metric in (graph.metrics.values() if execute else []) | sort(attribute='name') -%}
        {%- do metrics.update({metric.name: metric}) -%}
    {%- endfor -%}
    {%- set semantic_models = {} -%}
    {%- for semantic_model in (graph.semantic_models.values() if execute else []) -%}
        {%- do semantic_models.update({semantic_model.name: semantic_model}) -%}
    {%- endfor -%}
    {%- do return({
        'metrics': metrics,
        'semantic_models': semantic_models,
        'funnel_segments': funnel_segments(),
        'kpis': metrics.values() | rejectattr('type_params.is_private') | list,
    }) -%}
{% endmacro %}


{#- The metrics that a ratio or a derived metric names in its formula, in order. -#}
{% macro direct_inputs(metric) %}
    {%- if metric.type == 'simple' -%}
        {%- do return([]) -%}
    {%- elif metric.type == 'ratio' -%}
        {%- set inputs = [metric.type_params.numerator, metric.type_params.denominator] -%}
    {%- elif metric.type == 'derived' -%}
        {%- set inputs = metric.type_params.metrics -%}
    {%- else -%}
        {%- do exceptions.raise_compiler_error(
            "The metric " ~ metric.name ~ " is " ~ metric.type ~ ", which the KPI marts cannot compute; prepare it in its"
            ~ " mart and make it a simple, ratio or derived metric."
        ) -%}
    {%- endif -%}
    {%- for input in inputs if input.filter or input.alias or input.offset_window or input.offset_to_grain -%}
        {%- do exceptions.raise_compiler_error(
            "The metric " ~ metric.name ~ " takes " ~ input.name ~ " with a filter, alias or offset, which the KPI marts"
            ~ " cannot compute; prepare it in the mart as a metric of its own."
        ) -%}
    {%- endfor -%}
    {%- do return(inputs | map(attribute='name') | list) -%}
{% endmacro %}


{#- The names of the simple metrics that a metric is computed from in the end: itself, or those of its inputs. -#}
{% macro simple_inputs(metric, metrics) %}
    {%- if metric.type == 'simple' -%}
        {%- do return([metric.name]) -%}
    {%- endif -%}
    {%- set inputs = [] -%}
    {%- for name in direct_inputs(metric) -%}
        {%- do inputs.extend(simple_inputs(metrics[name], metrics)) -%}
    {%- endfor -%}
    {%- do return(inputs | unique | list) -%}
{% endmacro %}


{#- A metric's formula over columns that are called as the simple metrics. -#}
{% macro metric_formula(metric, metrics) %}
    {%- if metric.type == 'simple' -%}
        {%- do return(metric.name) -%}
    {%- elif metric.type == 'ratio' -%}
        {%- set numerator = metric_formula(metrics[metric.type_params.numerator.name], metrics) -%}
        {%- set denominator = metric_formula(metrics[metric.type_params.denominator.name], metrics) -%}
        {%- do return('(' ~ numerator ~ ' / nullif(' ~ denominator ~ ', 0))') -%}
    {%- endif -%}
    {%- set formula = namespace(sql=metric.type_params.expr) -%}
    {%- for name in direct_inputs(metric) -%}
        {%- set formula.sql = modules.re.sub('\\b' ~ name ~ '\\b', metric_formula(metrics[name], metrics), formula.sql) -%}
    {%- endfor -%}
    {%- do return('(' ~ formula.sql ~ ')') -%}
{% endmacro %}


{#- {name: column} of the segments by which a mart's metrics can be cut: the foreign entities of its semantic model. -#}
{% macro mart_segments(semantic_model) %}
    {%- set segments = {} -%}
    {%- for entity in semantic_model.entities if entity.type == 'foreign' -%}
        {%- do segments.update({entity.name: entity.expr or entity.name}) -%}
    {%- endfor -%}
    {%- do return(segments) -%}
{% endmacro %}


{#- The segments of a KPI: those that all it is computed from is known by; none where its mart brings its own. -#}
{% macro kpi_segments(metric, definitions) %}
    {%- set shared = namespace(names=none) -%}
    {%- for name in simple_inputs(metric, definitions.metrics) -%}
        {%- set semantic_model = definitions.semantic_models[mart_of(definitions.metrics[name])] -%}
        {%- if 'segment' in semantic_model.dimensions | map(attribute='name') -%}
            {%- do return(none) -%}
        {%- endif -%}
        {%- set names = known_segments(definitions.metrics[name], semantic_model, definitions) -%}
        {%- set shared.names = names if shared.names is none else shared.names | select('in', names) | list -%}
    {%- endfor -%}
    {%- do return(shared.names) -%}
{% endmacro %}


{#-
  The segments that a simple metric is known by: those of its mart, and of funnel_daily, which is stacked of many sources,
  those that a source of what it aggregates knows. By another, revenue would stand in one row and cost in the next.
-#}
{% macro known_segments(metric, semantic_model, definitions) %}
    {%- set segments = mart_segments(semantic_model) -%}
    {%- if semantic_model.name != 'funnel_daily' -%}
        {%- do return(segments.keys() | list) -%}
    {%- endif -%}
    {%- set known = [] -%}
    {%- for measure, columns in definitions.funnel_segments.items() -%}
        {%- if modules.re.search('\\b' ~ measure ~ '\\b', metric_input(metric)) -%}
            {%- do known.extend(columns) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set names = [] -%}
    {%- for segment, column in segments.items() if column in known -%}
        {%- do names.append(segment) -%}
    {%- endfor -%}
    {%- do return(names) -%}
{% endmacro %}


{#- The mart of a simple metric. -#}
{% macro mart_of(metric) %}
    {%- do return(metric.type_params.metric_aggregation_params.semantic_model) -%}
{% endmacro %}


{#-
  The aggregate of a simple metric, as MetricFlow renders it; counts of nothing are 0, sums of nothing null.
-#}
{% macro metric_aggregate(metric) %}
    {%- set parts = metric_parts(metric) -%}
    {%- do return(parts[metric.name] or mean(parts.values() | list)) -%}
{% endmacro %}


{#-
  What a metric is computed from that can be aggregated by day first, as {column: aggregate}: itself, or of an average
  the sum and the count. Counts of different things can not, and are their own part all the same; medians have none (see
  medians_by_period). An average adds up decimals, since the sum of doubles depends on the order of rows.
-#}
{% macro metric_parts(metric) %}
    {%- set agg = metric.type_params.metric_aggregation_params.agg -%}
    {%- set input = metric_input(metric) -%}
    {%- set name = metric.name -%}
    {%- set parts = {
        'sum': {name: 'sum(' ~ input ~ ')'},
        'count': {name: 'count(' ~ input ~ ')'},
        'count_distinct': {name: 'count(distinct ' ~ input ~ ')'},
        'sum_boolean': {name: 'sum(case when ' ~ input ~ ' then 1 else 0 end)'},
        'average': {
            name ~ '_sum': 'sum(cast(' ~ input ~ ' as decimal(28, 10)))',
            name ~ '_count': 'count(' ~ input ~ ')',
        },
        'min': {name: 'min(' ~ input ~ ')'},
        'max': {name: 'max(' ~ input ~ ')'},
    } -%}
    {%- if agg not in parts -%}
        {%- do exceptions.raise_compiler_error(
            "The metric " ~ name ~ " aggregates by " ~ agg ~ ", which the KPI marts do not know; they know "
            ~ parts.keys() | join(', ') ~ "."
        ) -%}
    {%- endif -%}
    {%- set conditions = metric_conditions(metric) -%}
    {%- set filtered = {} -%}
    {%- for part, sql in parts[agg].items() -%}
        {%- do filtered.update({part: sql ~ (' filter (where ' ~ conditions ~ ')' if conditions else '')}) -%}
    {%- endfor -%}
    {%- do return(filtered) -%}
{% endmacro %}


{#- The aggregate of a metric over the days of which `metric_parts` were computed. -#}
{% macro metric_total(metric) %}
    {%- set agg = metric.type_params.metric_aggregation_params.agg -%}
    {%- set totals = [] -%}
    {%- for part in metric_parts(metric) -%}
        {%- do totals.append((agg if agg in ('min', 'max') else 'sum') ~ '(' ~ part ~ ')') -%}
    {%- endfor -%}
    {%- do return(totals[0] if totals | length == 1 else mean(totals)) -%}
{% endmacro %}


{#- The mean of what has a sum of decimals and a count. -#}
{% macro mean(parts) %}
    {%- do return('cast(' ~ parts[0] ~ ' as double) / nullif(' ~ parts[1] ~ ', 0)') -%}
{% endmacro %}


{#- What a simple metric aggregates. -#}
{% macro metric_input(metric) %}
    {%- do return(metric.type_params.expr or metric.name) -%}
{% endmacro %}


{#- The conditions of a simple metric's filters, as one; '' where it has none. -#}
{% macro metric_conditions(metric) %}
    {%- set conditions = [] -%}
    {%- for filter in (metric.filter.where_filters if metric.filter else []) -%}
        {#- A period mart is grouped by its grain, so what holds MetricFlow to months is not needed. -#}
        {%- if "__grain')" not in filter.where_sql_template -%}
            {%- set condition = modules.re.sub("{{ *Dimension\\('\\w+?__(\\w+)'\\) *}}", '\\1', filter.where_sql_template) -%}
            {%- do conditions.append('(' ~ condition ~ ')') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(conditions | join(' and ')) -%}
{% endmacro %}
