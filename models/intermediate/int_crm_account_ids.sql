with

crm_accounts as (
    select * from {{ ref('int_crm_accounts') }}
),

short_ids as (
    select
        substr(account_id, 1, 15) as account_id,
        min(surviving_account_id) as surviving_account_id
    from crm_accounts
    where length(account_id) = 18
    group by substr(account_id, 1, 15)
    having count(*) = 1
),

ids as (
    select
        account_id,
        surviving_account_id
    from crm_accounts
    union all
    select
        account_id,
        surviving_account_id
    from short_ids
    where account_id not in (select account_id from crm_accounts)
)

select * from ids
