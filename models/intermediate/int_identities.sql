{{ config(pre_hook="{{ spread_labels(ref('int_identity_links')) }}", post_hook="{{ forget() }}") }}
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
named as (
    select node from links
    union all
    select linked_node as node from links
    union all
    select 'lead:' || lead_id as node from leads
    union all
    select 'contact:' || contact_id as node from contacts
),

-- Made single once: a `union` of each with the next would hold them three times.
nodes as (
    select distinct node from named
),

-- Links are transitive however long the chain. Addresses and logins, on which many records hang, sort before the
-- records: after two links all records of one have its label, and little is left to do.
{{ labels_of_linked('nodes', 'links') }}

identities as (
    select
        split_part(node, ':', 1) as node_type,
        substr(node, instr(node, ':') + 1) as node_id,
        -- Called after a record or cookie, never after the address: the fingerprint of an address can be looked up.
        md5(
            min(case when split_part(node, ':', 1) in ('contact', 'lead', 'visitor') then node end)
                over (partition by label)
        ) as person_id
    from labels
)

select * from identities
