{#- Whether a stage was skipped or told late, and so is reached with a later one: on an earlier day than it was told. -#}
{% macro is_imputed(reached_at, told_at) -%}
    {{ reached_at }} is not null
        and coalesce({{ reporting_date(told_at) }} > {{ reporting_date(reached_at) }}, true)
{%- endmacro %}
