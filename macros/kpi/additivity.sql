{#- The KPIs whose values over a segment add up to the total: sums, counts of rows, and sums and differences of those. -#}
{% macro additive_kpis() %}
    {%- set definitions = kpi_definitions() -%}
    {%- set additive = [] -%}
    {%- for metric in definitions.kpis if is_additive(metric, definitions) -%}
        {%- do additive.append(metric.name) -%}
    {%- endfor -%}
    {%- do return(additive) -%}
{% endmacro %}


{#- [{segments, kpis}] of those: by which segments their values add up. -#}
{% macro additive_cuts() %}
    {%- set definitions = kpi_definitions() -%}
    {%- set kpis_by_segments = {} -%}
    {%- for kpi in additive_kpis() -%}
        {%- set segments = kpi_segments(definitions.metrics[kpi], definitions) | sort | join(' ') -%}
        {%- do kpis_by_segments.setdefault(segments, []).append(kpi) -%}
    {%- endfor -%}
    {%- set cuts = [] -%}
    {%- for segments, kpis in kpis_by_segments.items() if segments -%}
        {%- do cuts.append({'segments': segments.split(' '), 'kpis': kpis}) -%}
    {%- endfor -%}
    {%- do return(cuts) -%}
{% endmacro %}


{#- Whether a metric adds up over its segments. -#}
{% macro is_additive(metric, definitions) %}
    {%- do return(
        kpi_segments(metric, definitions) is not none and is_sum(metric, definitions, ['sum', 'count', 'sum_boolean'])
    ) -%}
{% endmacro %}


{#- The KPIs that count or add up what there was, different things among it: of these, 0 says that nothing was there. -#}
{% macro counting_kpis() %}
    {%- set definitions = kpi_definitions() -%}
    {%- set counting = [] -%}
    {%- for metric in definitions.kpis if is_sum(metric, definitions, ['sum', 'count', 'sum_boolean', 'count_distinct']) -%}
        {%- do counting.append(metric.name) -%}
    {%- endfor -%}
    {%- do return(counting) -%}
{% endmacro %}


{#-
  Those of what happened, so that where no mart has a row, nothing did. A stock is no event, and a mart that is prepared by
  period has rows of what somebody looked up.
-#}
{% macro kpis_of_events() %}
    {%- set definitions = kpi_definitions() -%}
    {%- set kpis = [] -%}
    {%- for kpi in counting_kpis() if definitions.metrics[kpi].config.meta.basis != 'stock' -%}
        {%- set prepared = [] -%}
        {%- for name in simple_inputs(definitions.metrics[kpi], definitions.metrics) -%}
            {%- set semantic_model = definitions.semantic_models[mart_of(definitions.metrics[name])] -%}
            {%- if 'grain' in semantic_model.dimensions | map(attribute='name') -%}
                {%- do prepared.append(name) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if not prepared -%}
            {%- do kpis.append(kpi) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(kpis) -%}
{% endmacro %}


{#- Whether a metric is one of some aggregates, or a sum or difference of such and their multiples. -#}
{% macro is_sum(metric, definitions, aggregates) %}
    {%- if metric.type == 'simple' -%}
        {%- do return(metric.type_params.metric_aggregation_params.agg in aggregates) -%}
    {%- elif metric.type != 'derived' -%}
        {%- do return(false) -%}
    {%- endif -%}
    {%- set term = '(?:\\d+ *[*] *)?\\w+' -%}
    {%- if not modules.re.fullmatch(term ~ '(?: *[+-] *' ~ term ~ ')*', metric.type_params.expr.strip()) -%}
        {%- do return(false) -%}
    {%- endif -%}
    {%- for name in direct_inputs(metric) if not is_sum(definitions.metrics[name], definitions, aggregates) -%}
        {%- do return(false) -%}
    {%- endfor -%}
    {%- do return(true) -%}
{% endmacro %}
