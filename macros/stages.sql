{#- Whether a stage was skipped or told late, and so is reached with a later one: on an earlier day than it was told. -#}
{% macro is_imputed(reached_at, told_at) -%}
    {{ reached_at }} is not null
        and coalesce({{ reporting_date(told_at) }} > {{ reporting_date(reached_at) }}, true)
{%- endmacro %}

{#-
  The columns of a stage of the funnel, as far as anything tells of it. What no source tells of is unknown, not missed,
  and not reached with the next stage either. The relation `funnel` has what is told and what is imputed.
-#}
{% macro told_stage(stage, is_told) -%}
    {%- set reached_at = 'funnel.' ~ stage ~ '_at' -%}
    case when {{ is_told }} then {{ reached_at }} end as {{ stage }}_at,
        case when {{ is_told }} then {{ reporting_date(reached_at) }} end as {{ stage }}_date,
        case when {{ is_told }} then {{ reached_at }} is not null end as is_{{ stage }},
        {{ is_told }} and funnel.is_{{ stage }}_imputed as is_{{ stage }}_imputed
{%- endmacro %}


{#-
  When a version of a record came about. What stood when its history was switched on has the loader's date of that day,
  though the record was changed before.
-#}
{% macro version_began(record_id) -%}
    case
            when row_number() over (partition by {{ record_id }} order by valid_from_at) = 1
                then least(valid_from_at, updated_at)
            else valid_from_at
        end
{%- endmacro %}
