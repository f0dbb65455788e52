with

invoiced as (
    select distinct customer_id from {{ ref('stg_stripe__invoice') }} where _fate = 'kept'
),

-- What a customer was billed stays with its account, though it is deleted.
customers as (
    select * from {{ ref('stg_stripe__customer') }}
    where _fate = 'kept' or (_fate = 'deleted' and customer_id in (select customer_id from invoiced))
),

test_customers as (
    select customer_id from {{ ref('stg_stripe__customer') }} where _fate = 'test'
),

account_ids as (
    select * from {{ ref('int_crm_account_ids') }}
),

people as (
    select * from {{ ref('int_people') }} where account_id is not null
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'address'
),

account_domains as (
    select * from {{ ref('int_account_domains') }}
),

-- An invoice can name a customer that has not landed; its money is real all the same.
known as (
    select
        customer_id,
        email,
        {{ email_domain('email') }} as email_domain,
        {{ json_value('metadata', 'salesforce_account_id') }} as crm_account_id,
        _fate = 'kept' as has_record
    from customers

    union all

    select
        customer_id,
        null as email,
        null as email_domain,
        null as crm_account_id,
        false as has_record
    from invoiced
    where
        customer_id not in (select customer_id from customers)
        and customer_id not in (select customer_id from test_customers)
),

-- By CRM id, else by the person with that address, else by a company's mail domain, else an account of its own.
resolved as (
    select
        known.customer_id,
        known.has_record,
        coalesce(
            account_ids.surviving_account_id,
            people.account_id,
            {{ account_of_domain('known.email_domain') }},
            'stripe:' || known.customer_id
        ) as account_id
    from known
    left join account_ids on known.crm_account_id = account_ids.account_id
    left join identities on known.email = identities.node_id
    left join people on identities.person_id = people.person_id
    left join account_domains on known.email_domain = account_domains.domain
)

select * from resolved
