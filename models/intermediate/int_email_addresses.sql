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

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'address'
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

free_mail_domains as (
    select * from {{ ref('free_mail_domains') }}
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

-- By the person with that address, else by a company's mail domain.
candidates as (
    select
        described.email,
        people.person_id,
        coalesce(
            people.account_id,
            account_domains.account_id,
            case when free_mail_domains.domain is null then 'domain:' || described.email_domain end
        ) as account_id
    from described
    left join identities on described.email = identities.node_id
    left join people on identities.person_id = people.person_id
    left join account_domains on described.email_domain = account_domains.domain
    left join free_mail_domains on described.email_domain = free_mail_domains.domain
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
