{#-
  Marks the warehouse with the run that is about to write to it, as the view main.last_run. Publishing compares it
  with the results of the last build, so that one build's tests never vouch for tables that another run wrote, one
  that was killed included; and it tells readers what no table does, where the data landed and which currency all money
  is in.
-#}
{% macro mark_run() %}
    {%- set landing = landing_place() -%}
    {%- if landing != 'seeds' and not is_folder(landing) -%}
        {%- set landing = env_var('FUNNELHOUSE_ATTACH', '') or landing -%}
    {%- endif -%}
    {%- if target.type == 'duckdb' -%}
        create or replace view main.last_run as
        select
            {{ literal(invocation_id) }} as run_id,
            {{ literal(landing) }} as landing,
            {{ literal(var('reporting_currency')) }} as reporting_currency
    {%- endif -%}
{% endmacro %}
