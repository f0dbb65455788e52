with

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

numbered as (
    select
        node,
        row_number() over (order by node) as number
    from nodes
)

select * from numbered
