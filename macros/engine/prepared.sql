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
  The smallest node that each node of a graph is linked with, over any number of links, among other such nodes: the
  select of a CTE `reached` (node, label).

  Arguments: names of CTEs: nodes (node) and edges (node, linked_node), which hold every link in both directions.
-#}
{% macro reached_labels(nodes, edges) -%}
    {{ adapter.dispatch('reached_labels')(nodes, edges) }}
{%- endmacro %}

{% macro default__reached_labels(nodes, edges) -%}
    select node, node as label from {{ nodes }}

    union

    select
        edges.linked_node as node,
        reached.label
    from reached
    inner join {{ edges }} as edges on reached.node = edges.node
    where reached.label < edges.linked_node
{%- endmacro %}

{% macro spark__reached_labels(nodes, edges) -%}
    select
        nodes.node,
        coalesce(spread.label, nodes.node) as label
    from {{ nodes }} as nodes
    left join {{ helper(0) }} as spread on nodes.node = spread.node
{%- endmacro %}


{#-
  On Spark, before the model: spreads labels along the links until none changes any more, four links a pass.

  Arguments: links, a relation with (node, linked_node).
-#}
{% macro spread_labels(links) %}
    {%- if execute and target.type == 'spark' -%}
        {%- set edges -%}
            select node, linked_node from {{ links }}
            union select linked_node, node from {{ links }}
            union select node, node from {{ links }}
            union select linked_node, linked_node from {{ links }}
        {%- endset -%}
        {%- do rebuild(helper(0), 'select node, min(linked_node) as label from (' ~ edges ~ ') group by node') -%}
        {%- set ns = namespace(changed=1) -%}
        {%- for attempt in range(100) if ns.changed -%}
            {%- set labels = namespace(sql='select node, label from ' ~ helper(0)) -%}
            {%- for link in range(4) -%}
                {%- set labels.sql -%}
                    select edges.linked_node as node, min(known.label) as label
                    from ({{ labels.sql }}) as known
                    inner join edges on known.node = edges.node
                    group by edges.linked_node
                {%- endset -%}
            {%- endfor -%}
            {%- do rebuild(helper(1), 'with edges as (' ~ edges ~ ') ' ~ labels.sql) -%}
            {%- set ns.changed = query_column(
                'select count(*) from ' ~ helper(1) ~ ' as new inner join ' ~ helper(0)
                ~ ' as old on new.node = old.node where new.label <> old.label'
            )[0] -%}
            {%- do rebuild(helper(0), 'select * from ' ~ helper(1)) -%}
        {%- endfor -%}
        {%- if ns.changed -%}
            {%- do exceptions.raise_compiler_error(
                "Some records are linked over more than 400 others: look for an address or login in int_identity_links"
                ~ " that is nobody's own."
            ) -%}
        {%- endif -%}
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
