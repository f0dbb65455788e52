with

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

contacts as (
    select * from {{ ref('stg_salesforce__contact') }} where _fate = 'kept'
),

events as (
    select
        visitor_id,
        user_id,
        {{ url_parameter('page_location', 'eid') }} as email_recipient_id
    from {{ ref('stg_ga4__event') }}
    where
        _fate = 'kept' and visitor_id is not null
        and (user_id is not null or {{ url_parameter('page_location', 'eid') }} is not null)
),

-- Ids of different kinds live in one graph, so each carries its kind.
records as (
    select 'lead:' || lead_id as node, lead_id as record_id, email, visitor_id from leads
    union all
    select 'contact:' || contact_id as node, contact_id as record_id, email, visitor_id from contacts
),

-- A landing that numbers leads and contacts alike can give one of each the same id, which then names nobody.
recipients as (
    select record_id, min(node) as node
    from records
    group by record_id
    having count(*) = 1
),

crm_links as (
    -- An address on very many records (none@none.com) is nobody's.
    select node, 'address:' || email as linked_node, 'email' as link_type
    from records
    where email is not null
    qualify count(*) over (partition by email) <= {{ var('shared_address_records') }}

    union all

    select 'lead:' || lead_id as node, 'lead:' || merged_into_lead_id as linked_node, 'merge' as link_type
    from leads
    where merged_into_lead_id is not null

    union all

    select 'contact:' || contact_id as node, 'contact:' || merged_into_contact_id as linked_node, 'merge' as link_type
    from contacts
    where merged_into_contact_id is not null

    union all

    select 'lead:' || lead_id as node, 'contact:' || converted_contact_id as linked_node, 'conversion' as link_type
    from leads
    where converted_contact_id is not null

    union all

    select 'contact:' || contact_id as node, 'app_user:' || user_id as linked_node, 'login' as link_type
    from contacts
    where user_id is not null
),

visitor_links as (
    select 'visitor:' || visitor_id as node, node as linked_node, 'form' as link_type
    from records
    where visitor_id is not null

    union

    select 'visitor:' || visitor_id as node, 'app_user:' || user_id as linked_node, 'login' as link_type
    from events
    where user_id is not null

    union

    -- The id in an e-mail's link is that of the recipient's CRM record, of either kind.
    select 'visitor:' || events.visitor_id as node, recipients.node as linked_node, 'email_click' as link_type
    from events
    inner join recipients on events.email_recipient_id = recipients.record_id
),

claims as (
    select * from crm_links
    union all
    select * from visitor_links
)

select * from claims
