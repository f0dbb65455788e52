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


{#- Whether a metric adds up. What counts as 0 where it is unknown (`coalesce(x, 0)`) adds up like what is known. -#}
{% macro is_additive(metric, definitions) %}
    {%- if kpi_segments(metric, definitions) is none -%}
        {%- do return(false) -%}
    {%- elif metric.type == 'simple' -%}
        {%- do return(metric.type_params.metric_aggregation_params.agg in ('sum', 'count', 'sum_boolean')) -%}
    {%- elif metric.type == 'derived' -%}
        {%- set terms = modules.re.sub('coalesce\\((\\w+), *0\\)', '\\1', metric.type_params.expr) -%}
        {%- if not modules.re.fullmatch('\\w+( *[+-] *\\w+)*', terms.strip()) -%}
            {%- do return(false) -%}
        {%- endif -%}
        {%- for name in direct_inputs(metric) if not is_additive(definitions.metrics[name], definitions) -%}
            {%- do return(false) -%}
        {%- endfor -%}
        {%- do return(true) -%}
    {%- endif -%}
    {%- do return(false) -%}
{% endmacro %}
