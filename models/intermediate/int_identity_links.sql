{#- Read anew by each CTE, all but the last of which take few: DuckDB would keep all claims for two that read them. -#}
{%- set claims = ref('int_identity_claims') -%}
{%- set people = var('shared_visitor_people') -%}
with

-- A cookie is shared by no more people than it has claims; nobody's address is looked up for the many that have few.
claims_of_crowds as (
    select *
    from {{ claims }}
    where
        node in (
            select node
            from {{ claims }}
            where node like 'visitor:%'
            group by node
            having count(*) > {{ people }}
        )
),

-- Forms and logins with one address are one person.
emails_of_crowds as (
    select
        node,
        linked_node as email
    from {{ claims }}
    where link_type = 'email' and node in (select linked_node from claims_of_crowds)

    union all

    select
        logins.linked_node as node,
        min(emails.linked_node) as email
    from {{ claims }} as logins
    inner join {{ claims }} as emails on logins.node = emails.node and emails.link_type = 'email'
    where logins.link_type = 'login' and logins.linked_node in (select linked_node from claims_of_crowds)
    group by logins.linked_node
),

-- A cookie on which many people identified is a shared device: following it would make them one person.
shared_visitors as (
    select claims_of_crowds.node
    from claims_of_crowds
    left join emails_of_crowds on claims_of_crowds.linked_node = emails_of_crowds.node
    group by claims_of_crowds.node
    having count(distinct coalesce(emails_of_crowds.email, claims_of_crowds.linked_node)) > {{ people }}
),

-- Whose a login is: the contacts' that have it, and theirs who identified on the cookies on which it was made.
login_people as (
    select linked_node as login, node as person_node
    from {{ claims }}
    where link_type = 'login' and node not like 'visitor:%'

    union all

    select logins.linked_node as login, others.linked_node as person_node
    from {{ claims }} as logins
    inner join {{ claims }} as others on logins.node = others.node and others.link_type <> 'login'
    where
        logins.link_type = 'login' and logins.node like 'visitor:%'
        and logins.node not in (select node from shared_visitors)
),

login_crowds as (
    select * from login_people
    qualify count(*) over (partition by login) > {{ people }}
),

-- So would a login of many, be it that of a demo or what a site sends while nobody is signed in, such as `undefined`.
shared_logins as (
    select login_crowds.login
    from login_crowds
    left join {{ claims }} as emails on login_crowds.person_node = emails.node and emails.link_type = 'email'
    group by login_crowds.login
    having count(distinct coalesce(emails.linked_node, login_crowds.person_node)) > {{ people }}
),

links as (
    select * from {{ claims }}
    where
        node not in (select node from shared_visitors)
        and linked_node not in (select login from shared_logins)
)

select * from links
