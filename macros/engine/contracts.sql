{#-
  On Spark, where row numbers and differences of days are narrower integers and sums of decimals less precise than on
  DuckDB, a mart takes the types of its contract. What else a contract says, DuckDB holds.
-#}
{% macro spark__get_select_subquery(sql) %}
    select
    {%- for column in model.columns.values() %}
        {%- set name = adapter.quote(column.name) %}
        cast({{ name }} as {{ column.data_type }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
    from (
        {{ sql }}
    ) as contracted
{% endmacro %}

{#- dbt would plan each mart one more time to look at its types. -#}
{% macro spark__get_assert_columns_equivalent(sql) %}
{% endmacro %}
