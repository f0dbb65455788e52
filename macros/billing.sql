{#- Whether a subscription (int_subscriptions) pays no more, or not for now, whatever was paid ahead. -#}
{% macro is_over(subscriptions=none) -%}
    {%- set of = subscriptions ~ '.' if subscriptions else '' -%}
    (
        {{ of }}is_deleted
        or lower({{ of }}status) in ('canceled', 'unpaid', 'incomplete', 'incomplete_expired', 'paused')
    )
{%- endmacro %}
