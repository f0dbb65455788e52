with

mail_events as (
    select * from {{ ref('stg_hubspot__email_event') }} where _fate = 'kept'
),

support_users as (
    select * from {{ ref('stg_zendesk__user') }} where _fate = 'kept'
),

survey_answers as (
    select * from {{ ref('stg_surveys__nps_response') }} where _fate = 'kept'
),

mail_clicks as (
    select * from {{ ref('stg_hubspot__email_event_click') }} where _fate = 'kept'
),

identities as (
    select * from {{ ref('int_identities') }} where node_type in ('address', 'lead', 'contact')
),

people as (
    select * from {{ ref('int_people') }}
),

account_domains as (
    select * from {{ ref('int_account_domains') }}
),

accounts as (
    select * from {{ ref('int_accounts') }}
),

addresses as (
    select email from mail_events where email is not null
    union
    select email from support_users where email is not null
    union
    select email from survey_answers where email is not null
),

described as (
    select
        email,
        {{ email_domain('email') }} as email_domain
    from addresses
),

-- The id in a mail's link is that of the recipient's CRM record, which need not hold the address.
recipients as (
    select
        mail_events.email,
        min(identities.person_id) as person_id
    from mail_clicks
    inner join mail_events on mail_clicks.event_id = mail_events.event_id
    inner join identities
        on identities.node_type <> 'address' and {{ url_parameter('mail_clicks.url', 'eid') }} = identities.node_id
    group by mail_events.email
    having count(distinct identities.person_id) = 1
),

known as (
    select
        described.email,
        described.email_domain,
        coalesce(identities.person_id, recipients.person_id) as person_id
    from described
    left join identities on identities.node_type = 'address' and described.email = identities.node_id
    left join recipients on described.email = recipients.email
),

-- By the person with that address, else by a company's mail domain.
candidates as (
    select
        known.email,
        people.person_id,
        coalesce(people.account_id, {{ account_of_domain('known.email_domain') }}) as account_id
    from known
    left join people on known.person_id = people.person_id
    left join account_domains on known.email_domain = account_domains.domain
),

-- An address alone makes no account: one that nothing else knows has none.
resolved as (
    select
        candidates.email,
        candidates.person_id,
        accounts.account_id
    from candidates
    left join accounts on candidates.account_id = accounts.account_id
)

select * from resolved
