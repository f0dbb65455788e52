{#-
  Every simple metric of some marts, a row a block (metric_blocks), grain, period, segment and segment value: the select
  that the KPI marts stand on. A fact counts in each period that its day lies in; a mart that is prepared by period (it
  has the dimension `grain`) is taken as it is. The metrics of a block stand in columns by their order
  (place_columns): as columns of their own, they would be forty joins, all of them in memory at once, or two hundred
  columns of nulls.

  Arguments:
    marts  names of marts with a semantic model
    apart  whether the blocks are a table of their own, which is written block by block (macros/table.sql)

  Example: {{ "{{ metrics_by_period(['funnel_daily', 'fct_leads']) }}" }}
-#}
{% macro metrics_by_period(marts, apart=false) %}
    {#- dbt looks for references before it knows the metrics. -#}
    {%- for mart in marts -%}
        {%- do ref(mart) -%}
    {%- endfor -%}
    {%- do ref('dim_period_days') -%}
    {%- if not execute -%}
        select 1 as parsed
    {%- else -%}
    {%- set blocks = metric_blocks(marts, kpi_definitions()) -%}
    {%- set columns = place_columns(blocks) -%}
with

periods as (
    select
        grain as _grain,
        period_start as _period_start,
        date_day as _date_day,
        is_marketing_cost_known as _is_marketing_cost_known,
        is_sales_cost_known as _is_sales_cost_known,
        is_acquisition_cost_known as _is_acquisition_cost_known,
        is_cogs_known as _is_cogs_known,
        is_full_cost_known as _is_full_cost_known
    from {{ ref('dim_period_days') }}
),
{% set ctes -%}
    {%- for block in blocks %}
{{ metric_block(block) }}
    {% endfor %}
{%- endset -%}
{{ ctes | trim(',\n ') }}
{% for block in blocks %}
{{ '-- apart' if apart }}
select
    '{{ block.name }}' as block,
    grain,
    period_start,
    segment,
    segment_value
    {%- for column in columns %},
    {{ block.metrics[loop.index0].name if loop.index0 < block.metrics | length else 'cast(null as double)' }} as {{ column }}
    {%- endfor %}
from {{ block.name }}
{{ 'union all' if not loop.last }}
{%- endfor %}
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


{#-
  The KPIs of a select by `metrics_by_period`, a row a KPI, grain, period, segment and segment value.

  Arguments:
    relation  that select, as a relation or the name of a CTE
    marts     the marts it is made of; KPIs that need another are left out
    names     only these KPIs
    unknown   whether a row of which nothing is known counts; in funnel_daily it may be of another source
-#}
{% macro kpis_by_period(relation, marts, names=none, unknown=false) %}
    {%- if not execute -%}
        {%- do return('select 1 as parsed') -%}
    {%- endif -%}
    {%- set definitions = kpi_definitions() -%}
    {%- set metrics = definitions.metrics -%}
    {%- set places = metric_places(metric_blocks(marts, definitions)) -%}
    {%- set served = [] -%}
    {%- for metric in definitions.kpis if names is none or metric.name in names -%}
        {%- set inputs = simple_inputs(metric, metrics) -%}
        {%- if inputs | reject('in', places) | list | length == 0 -%}
            {%- do served.append((metric, inputs, kpi_segments(metric, definitions))) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for metric, inputs, segments in served %}
    {%- set parts = metric.type_params %}
    {%- set is_ratio = metric.type == 'ratio' %}
    {%- set is_stacked = mart_of(metrics[inputs[0]]) == 'funnel_daily' %}
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
    from (
        {{- inputs_by_period(relation, inputs, places) }}
    ) as inputs
    where
        {{ 'true' if unknown and not is_stacked else 'coalesce(' ~ inputs | join(', ') ~ ') is not null' }}
        {%- if segments is not none %}
        and segment in ('total'{% for segment in segments %}, '{{ segment }}'{% endfor %})
        {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}


{#- The metrics that a KPI is made of, under their names; those of several blocks come from rows of their own. -#}
{% macro inputs_by_period(relation, inputs, places) %}
    {%- set blocks = [] -%}
    {%- for input in inputs -%}
        {%- do blocks.append(places[input].block) -%}
    {%- endfor -%}
    {%- set is_one = blocks | unique | list | length == 1 %}
        select
            grain,
            period_start,
            segment,
            segment_value
            {%- for input in inputs %},
            {%- if is_one %}
            {{ places[input].column }} as {{ input }}
            {%- else %}
            max(case when block = '{{ places[input].block }}' then {{ places[input].column }} end) as {{ input }}
            {%- endif %}
            {%- endfor %}
        from {{ relation }}
        where block in ('{{ blocks | unique | join("', '") }}')
        {%- if not is_one %}
        group by grain, period_start, segment, segment_value
        {%- endif %}
{%- endmacro %}


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
