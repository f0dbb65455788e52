with

crm_accounts as (
    select * from {{ ref('int_crm_accounts') }}
),

contacts as (
    select * from {{ ref('stg_salesforce__contact') }} where _fate = 'kept'
),

free_mail_domains as (
    select * from {{ ref('free_mail_domains') }}
),

by_website as (
    select
        {{ url_host('website') }} as domain,
        surviving_account_id as account_id,
        created_at
    from crm_accounts
),

-- A consultant's address on a client's account is not the client's domain: contacts speak only for accounts that
-- name no website, and only where they agree.
by_contacts as (
    select
        {{ email_domain('contacts.email') }} as domain,
        min(crm_accounts.surviving_account_id) as account_id,
        min(crm_accounts.created_at) as created_at
    from contacts
    inner join crm_accounts on contacts.account_id = crm_accounts.account_id
    group by {{ email_domain('contacts.email') }}
    having
        count(distinct crm_accounts.surviving_account_id) = 1
        and count(crm_accounts.website) = 0
),

claims as (
    select domain, null as account_id, null as created_at, 0 as precedence from free_mail_domains
    union all
    select *, 1 as precedence from by_website
    union all
    select *, 2 as precedence from by_contacts
),

-- A domain leads to one account: the one that names it as its website, of several the oldest. Free mail is nobody's.
domains as (
    select
        domain,
        account_id
    from claims
    where domain is not null
    qualify row_number() over (partition by domain order by precedence, created_at nulls last, account_id) = 1
)

select * from domains
