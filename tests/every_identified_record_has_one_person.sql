-- Every CRM record, and every cookie that somebody identified on, leads to one person. A failure
-- means that the touches and stages of a record vanish, or count for several people.
with

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

contacts as (
    select * from {{ ref('stg_salesforce__contact') }} where _fate = 'kept'
),

links as (
    select * from {{ ref('int_identity_links') }}
),

identities as (
    select * from {{ ref('int_identities') }}
),

people as (
    select * from {{ ref('dim_people') }}
),

nodes as (
    select 'lead' as node_type, lead_id as node_id from leads
    union
    select 'contact' as node_type, contact_id as node_id from contacts
    union
    select 'visitor' as node_type, substr(node, 9) as node_id from links where node like 'visitor:%'
),

broken as (
    select
        nodes.node_type,
        -- A cookie is personal data.
        md5(nodes.node_id) as node_key,
        count(distinct identities.person_id) as people,
        count(distinct people.person_id) as people_in_mart
    from nodes
    left join identities
        on nodes.node_type = identities.node_type and nodes.node_id = identities.node_id
    left join people on identities.person_id = people.person_id
    group by nodes.node_type, nodes.node_id
    having
        count(*) <> 1
        or count(identities.person_id) <> 1
        or count(people.person_id) <> 1
)

select * from broken
