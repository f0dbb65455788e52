{#-
  The smallest node that each node of a graph is linked with, over any number of links, as the select of a CTE of
  (node, label) rows that holds it among others.

  Arguments: names of CTEs: nodes (node) and edges (node, linked_node), which hold every link in both directions.

  DuckDB recurs. Spark's recursion forgets nothing that it has met, so that it would never end: there `spread_labels`
  has prepared a table beforehand.
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
    left join {{ labels_table(0) }} as spread on nodes.node = spread.node
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
        {%- do rebuild(labels_table(0), 'select distinct node, node as label from (' ~ edges ~ ')') -%}
        {%- set ns = namespace(changed=1) -%}
        {%- for attempt in range(100) if ns.changed -%}
            {%- set labels = namespace(sql='select node, label from ' ~ labels_table(0)) -%}
            {%- for link in range(4) -%}
                {%- set labels.sql -%}
                    select edges.linked_node as node, min(known.label) as label
                    from ({{ labels.sql }}) as known
                    inner join edges on known.node = edges.node
                    group by edges.linked_node
                {%- endset -%}
            {%- endfor -%}
            {%- do rebuild(labels_table(1), 'with edges as (' ~ edges ~ ') ' ~ labels.sql) -%}
            {%- set ns.changed = query_column(
                'select count(*) from ' ~ labels_table(1) ~ ' as new inner join ' ~ labels_table(0)
                ~ ' as old on new.node = old.node where new.label <> old.label'
            )[0] -%}
            {%- do rebuild(labels_table(0), 'select * from ' ~ labels_table(1)) -%}
        {%- endfor -%}
        {%- do run_query('drop table ' ~ labels_table(1)) -%}
        {%- if ns.changed -%}
            {%- do exceptions.raise_compiler_error(
                "Some records are linked over more than 400 others: look for an address or login in int_identity_links"
                ~ " that is nobody's own."
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}

{% macro labels_table(number) -%}
    {{ return(this.schema ~ '.' ~ this.identifier ~ '__labels_' ~ number) }}
{%- endmacro %}

{% macro rebuild(table, sql) %}
    {%- do run_query('drop table if exists ' ~ table) -%}
    {%- do run_query('create table ' ~ table ~ ' using parquet as ' ~ sql) -%}
{% endmacro %}
