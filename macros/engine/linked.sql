{#-
  What hangs together in a graph, over any number of links: CTEs that end in `labels` (number, label), with a comma
  behind; nodes of one label are linked. Labels run along the edges, smaller over larger, until each node has met the
  smallest of all it is linked with.

  Arguments: names of CTEs: nodes (number), each once, and edges (number, linked_number), each in both directions.
-#}
{% macro labels_of_linked(nodes, edges) -%}
    {{ adapter.dispatch('labels_of_linked')(nodes, edges) }}
{%- endmacro %}

{#-
  What a recursion meets it keeps in memory. So the first two links, which are all that most people have, are no
  recursion's: it joins the labels that are linked all the same.
-#}
{% macro default__labels_of_linked(nodes, edges) -%}
    over_one_link as (
    select
        nodes.number,
        least(nodes.number, min(edges.linked_number)) as label
    from {{ nodes }} as nodes
    left join {{ edges }} as edges on nodes.number = edges.number
    group by nodes.number
),

over_two_links as (
    select
        known.number,
        least(known.label, min(linked.label)) as label
    from over_one_link as known
    left join {{ edges }} as edges on known.number = edges.number
    left join over_one_link as linked on edges.linked_number = linked.number
    group by known.number, known.label
),

linked_labels as (
    select distinct
        known.label,
        linked.label as linked_label
    from {{ edges }} as edges
    inner join over_two_links as known on edges.number = known.number
    inner join over_two_links as linked on edges.linked_number = linked.number
    where known.label <> linked.label
),

smaller as (
    select linked_label as label, label as smaller_label
    from linked_labels
    where label < linked_label

    union

    select linked_labels.linked_label as label, smaller.smaller_label
    from smaller
    inner join linked_labels on smaller.label = linked_labels.label
    where smaller.smaller_label < linked_labels.linked_label
),

smallest as (
    select
        label,
        min(smaller_label) as smallest_label
    from smaller
    group by label
),

labels as (
    select
        known.number,
        coalesce(smallest.smallest_label, known.label) as label
    from over_two_links as known
    left join smallest on known.label = smallest.label
),
{%- endmacro %}

{% macro spark__labels_of_linked(nodes, edges) -%}
    labels as (
    select * from {{ helper(0) }}
),
{%- endmacro %}


{#-
  On Spark, before the model: spreads labels along the edges until none changes any more, four links a pass.

  Arguments: relations: nodes (number) and edges (number, linked_number), each in both directions.
-#}
{% macro spread_labels(nodes, edges) %}
    {%- if execute and target.type == 'spark' -%}
        {%- set reached -%}
            select number, linked_number from {{ edges }}
            union all select number, number as linked_number from {{ nodes }}
        {%- endset -%}
        {%- do rebuild(helper(0), 'select number, number as label from ' ~ nodes) -%}
        {%- set ns = namespace(changed=1) -%}
        {%- for attempt in range(100) if ns.changed -%}
            {%- set labels = namespace(sql='select number, label from ' ~ helper(0)) -%}
            {%- for link in range(4) -%}
                {%- set labels.sql -%}
                    select reached.linked_number as number, min(known.label) as label
                    from ({{ labels.sql }}) as known
                    inner join reached on known.number = reached.number
                    group by reached.linked_number
                {%- endset -%}
            {%- endfor -%}
            {%- do rebuild(helper(1), 'with reached as (' ~ reached ~ ') ' ~ labels.sql) -%}
            {%- set ns.changed = query_column(
                'select count(*) from ' ~ helper(1) ~ ' as new inner join ' ~ helper(0)
                ~ ' as old on new.number = old.number where new.label <> old.label'
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
