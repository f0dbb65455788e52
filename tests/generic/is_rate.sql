{#-
  A rate is a share of its own denominator: it lies in [0, 1], and is there exactly where its
  denominator is not zero.

  Arguments:
    denominator  the column, or expression, that the rate divides by; without it the range alone is
                 tested

  Example:
    - name: lead_to_mql_rate
      data_tests:
        - is_rate: {arguments: {denominator: leads}}
-#}
{% test is_rate(model, column_name, denominator=none) %}

with

impossible as (
    select *
    from {{ model }}
    where
        {{ column_name }} not between 0 and 1
        {%- if denominator is not none %}
        or ({{ column_name }} is not null) <> (coalesce({{ denominator }}, 0) > 0)
        {%- endif %}
)

select * from impossible

{% endtest %}
