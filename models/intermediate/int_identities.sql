with recursive

links as (
    select * from {{ ref('int_identity_links') }}
),

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

contacts as (
    select * from {{ ref('stg_salesforce__contact') }} where _fate = 'kept'
),

-- A record with neither e-mail nor link is a person all the same.
nodes as (
    select node from links
    union
    select linked_node as node from links
    union
    select 'lead:' || lead_id as node from leads
    union
    select 'contact:' || contact_id as node from contacts
),

edges as (
    select node, linked_node from links
    union
    select linked_node as node, node as linked_node from links
),

-- Labels run along the links, smaller ones over larger, until each node has met the smallest of its
-- person: links are transitive however long the chain.
reached as (
    select node, node as label from nodes

    union

    select
        edges.linked_node as node,
        reached.label
    from reached
    inner join edges on reached.node = edges.node
    where reached.label < edges.linked_node
),

people as (
    select
        node,
        min(label) as label
    from reached
    group by node
),

identities as (
    select
        split_part(node, ':', 1) as node_type,
        substr(node, instr(node, ':') + 1) as node_id,
        md5(label) as person_id
    from people
)

select * from identities
