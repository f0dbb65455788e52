with

crm_accounts as (
    select * from {{ ref('int_crm_accounts') }}
),

people as (
    select * from {{ ref('int_people') }} where account_id is not null
),

billing_customers as (
    select * from {{ ref('int_billing_customers') }}
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where account_id is not null
),

countries as (
    select * from {{ ref('countries') }}
),

from_crm as (
    select
        account_id,
        industry,
        number_of_employees,
        country
    from crm_accounts
    where account_id = surviving_account_id
),

crm_records as (
    select
        surviving_account_id as account_id,
        count(*) as crm_accounts
    from crm_accounts
    group by surviving_account_id
),

from_people as (
    select
        account_id,
        count(*) as people,
        max(industry) as industry,
        max(number_of_employees) as number_of_employees,
        max(country_code) as country_code
    from people
    group by account_id
),

from_billing as (
    select
        account_id,
        count(*) as billing_customers,
        count(*) filter (where has_record) as billing_records
    from billing_customers
    group by account_id
),

known as (
    select account_id from from_crm
    union
    select account_id from from_people
    union
    select account_id from from_billing
    union
    select account_id from opportunities
),

accounts as (
    select
        known.account_id,
        case
            when from_crm.account_id is not null then 'crm'
            when known.account_id like 'domain:%' then 'domain'
            when known.account_id like 'deal:%' then 'deal'
            else 'billing'
        end as known_from,
        coalesce(from_crm.industry, from_people.industry) as industry,
        coalesce(from_crm.number_of_employees, from_people.number_of_employees) as number_of_employees,
        coalesce(countries.country_code, from_people.country_code) as country_code,
        coalesce(crm_records.crm_accounts, 0) as crm_accounts,
        coalesce(from_people.people, 0) as people,
        coalesce(from_billing.billing_customers, 0) as billing_customers,
        coalesce(from_billing.billing_records, 0) as billing_records
    from known
    left join from_crm on known.account_id = from_crm.account_id
    left join crm_records on known.account_id = crm_records.account_id
    left join from_people on known.account_id = from_people.account_id
    left join from_billing on known.account_id = from_billing.account_id
    left join countries on lower(from_crm.country) = countries.country_name
),

regions as (
    select distinct
        country_code,
        region
    from countries
),

located as (
    select
        accounts.*,
        regions.region
    from accounts
    left join regions on accounts.country_code = regions.country_code
)

select * from located
