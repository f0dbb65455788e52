{#- A layer's schema is called as the layer, with no prefix, so that BI tools find `funnel.funnel_daily`. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
