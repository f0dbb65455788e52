{%- set people = var('shared_visitor_people') -%}
with

claims as (
    select * from {{ ref('int_identity_claims') }}
),

record_emails as (
    select node, linked_node as email from claims where link_type = 'email'
),

-- Forms and logins with one address are one person.
node_emails as (
    select * from record_emails

    union all

    select
        logins.linked_node as node,
        min(record_emails.email) as email
    from claims as logins
    inner join record_emails on logins.node = record_emails.node
    where logins.link_type = 'login'
    group by logins.linked_node
),

visitors as (
    select * from claims where node like 'visitor:%'
),

-- A cookie on which many people identified is a shared device: following it would make them one person.
shared_visitors as (
    select visitors.node
    from visitors
    left join node_emails on visitors.linked_node = node_emails.node
    group by visitors.node
    having count(distinct coalesce(node_emails.email, visitors.linked_node)) > {{ people }}
),

own_visitors as (
    select * from visitors where node not in (select node from shared_visitors)
),

-- Whose a login is: the contacts' that have it, and theirs who identified on the cookies on which it was made.
login_people as (
    select linked_node as login, node as person_node
    from claims
    where link_type = 'login' and node not like 'visitor:%'

    union all

    select logins.linked_node as login, others.linked_node as person_node
    from own_visitors as logins
    inner join own_visitors as others on logins.node = others.node and others.link_type <> 'login'
    where logins.link_type = 'login'
),

-- So would a login of many, be it that of a demo or what a site sends while nobody is signed in, such as `undefined`.
shared_logins as (
    select login_people.login
    from login_people
    left join record_emails on login_people.person_node = record_emails.node
    group by login_people.login
    having count(distinct coalesce(record_emails.email, login_people.person_node)) > {{ people }}
),

links as (
    select * from claims
    where
        node not in (select node from shared_visitors)
        and linked_node not in (select login from shared_logins)
)

select * from links
