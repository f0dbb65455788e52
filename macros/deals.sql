{#-
  The moment a deal was closed, of which the CRM knows the day: the start of that day, but where it was opened on it the
  opening, before which nothing was won.
-#}
{% macro closed_at(opened_at, closed_date) -%}
    case
            when {{ reporting_date(opened_at) }} = {{ closed_date }} then {{ opened_at }}
            else {{ start_of_day(closed_date) }}
        end
{%- endmacro %}
