{#-
  What DuckDB computes by recursion or in many steps that each use the one before twice, Spark prepares as tables
  beforehand, in a pre-hook: its recursion forgets nothing that it has met, and it plans each use of a step anew.
  `helper` is a table of the model that `forget` drops in the end.
-#}
{% macro helper(number) -%}
    {{ return(this.schema ~ '.' ~ this.identifier ~ '__' ~ number) }}
{%- endmacro %}

{% macro rebuild(table, sql) %}
    {%- do run_query('drop table if exists ' ~ table) -%}
    {%- do run_query('create table ' ~ table ~ ' using parquet as ' ~ sql) -%}
{% endmacro %}

{% macro forget() %}
    {%- if execute and target.type == 'spark' -%}
        {%- for number in range(2) -%}
            {%- do run_query('drop table if exists ' ~ helper(number)) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}


{#-
  A select applied to its own result, so many times: CTEs <name>_0 to <name>_<times>, with a comma behind. On Spark
  `prepare_steps` has made the last of them a table.

  Arguments:
    name, times (even)
    first  the select of <name>_0
    next   a macro that makes the next select of the name of the one before
-#}
{% macro steps(name, times, first, next) -%}
    {%- if target.type == 'spark' -%}
        {{ name }}_{{ times }} as (
    select * from {{ helper(times // 2 % 2) }}
),
    {%- else -%}
        {{ name }}_0 as (
    {{ first }}
),
        {%- for step in range(1, times + 1) %}
{{ name }}_{{ step }} as (
    {{ next(name ~ '_' ~ (step - 1)) }}
),
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro prepare_steps(times, first, next) %}
    {%- if execute and target.type == 'spark' -%}
        {%- do rebuild(helper(0), first) -%}
        {%- for made in range(2, times + 1, 2) -%}
            {%- set number = made // 2 -%}
            {%- do rebuild(
                helper(number % 2), 'with half as (' ~ next(helper((number - 1) % 2)) ~ ') ' ~ next('half')
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
