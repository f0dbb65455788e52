with

links as (
    select * from {{ ref('int_identity_links') }}
),

nodes as (
    select * from {{ ref('int_identity_nodes') }}
),

numbered as (
    select
        nodes.number,
        linked.number as linked_number
    from links
    inner join nodes on links.node = nodes.node
    inner join nodes as linked on links.linked_node = linked.node
),

edges as (
    select number, linked_number from numbered
    union all
    select linked_number as number, number as linked_number from numbered
)

select * from edges
