{#- Whether a value got better than an earlier one: improving, declining, or flat within `flat_change` of it. -#}
{% macro direction(value, earlier, better) -%}
    case
        when {{ value }} is null or {{ earlier }} is null then null
        when abs({{ value }} - {{ earlier }}) <= {{ var('flat_change') }} * abs({{ earlier }}) then 'flat'
        when ({{ value }} > {{ earlier }}) = ({{ better }} = 'up') then 'improving'
        else 'declining'
    end
{%- endmacro %}


{#- Where a value stands against its target: on target, near it within `target_tolerance` of it, or off target. -#}
{% macro target_status(value, target, better) -%}
    case
        when {{ value }} is null or {{ target }} is null then null
        when ({{ better }} = 'up' and {{ value }} >= {{ target }}) or ({{ better }} = 'down' and {{ value }} <= {{ target }})
            then 'on target'
        when abs({{ value }} - {{ target }}) <= {{ var('target_tolerance') }} * abs({{ target }}) then 'near target'
        else 'off target'
    end
{%- endmacro %}


{#-
  [{days, kpis}] of the cohorts whose outcome falls within so many days after the period that they entered in:
  `matures_after_days` of the metric, a number or the variable that holds it (of `…_minutes` the days in which they are
  over), `never` (days: none) where the outcome goes on. Others wait `cohort_maturity_days`.
-#}
{% macro maturities() %}
    {%- set kpis_by_days = {} -%}
    {%- for metric in kpi_definitions().kpis if 'matures_after_days' in metric.config.meta -%}
        {%- set days = metric.config.meta.matures_after_days -%}
        {%- if days == 'never' -%}
            {%- set days = none -%}
        {%- elif days is not integer -%}
            {%- set a_day = 24 * 60 if days.endswith('_minutes') else 1 -%}
            {%- set days = (var(days) / a_day) | round(method='ceil') | int -%}
        {%- endif -%}
        {%- do kpis_by_days.setdefault(days, []).append(metric.name) -%}
    {%- endfor -%}
    {%- set maturities = [] -%}
    {%- for days, kpis in kpis_by_days.items() -%}
        {%- do maturities.append({'days': days, 'kpis': kpis}) -%}
    {%- endfor -%}
    {%- do return(maturities) -%}
{% endmacro %}


{#- The KPIs of which less is better. -#}
{% macro kpis_to_keep_low() %}
    {%- do return(
        kpi_definitions().kpis | selectattr('config.meta.better', 'equalto', 'down') | map(attribute='name') | list
    ) -%}
{% endmacro %}


{#- The KPIs that are a share of something, so that no value lies below 0 or above 1. -#}
{% macro share_kpis() %}
    {%- do return(
        kpi_definitions().kpis | selectattr('config.meta.unit', 'equalto', 'rate') | map(attribute='name') | list
    ) -%}
{% endmacro %}
