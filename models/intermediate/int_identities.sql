{{
    config(
        pre_hook="{{ spread_labels(ref('int_identity_nodes'), ref('int_identity_edges')) }}",
        post_hook="{{ forget() }}"
    )
}}
with recursive

nodes as (
    select * from {{ ref('int_identity_nodes') }}
),

edges as (
    select * from {{ ref('int_identity_edges') }}
),

-- Links are transitive however long the chain. Addresses and logins, on which many records hang, sort before the
-- records: after two links all records of one have its label, and little is left to do.
{{ labels_of_linked('nodes', 'edges') }}

identities as (
    select
        split_part(nodes.node, ':', 1) as node_type,
        substr(nodes.node, instr(nodes.node, ':') + 1) as node_id,
        -- Called after a record or cookie, never after the address: the fingerprint of an address can be looked up.
        md5(
            min(case when split_part(nodes.node, ':', 1) in ('contact', 'lead', 'visitor') then nodes.node end)
                over (partition by labels.label)
        ) as person_id
    from labels
    inner join nodes on labels.number = nodes.number
)

select * from identities
