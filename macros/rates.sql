{#- A share of its own denominator; null where that is zero. -#}
{% macro share(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif({{ denominator }}, 0)
{%- endmacro %}
