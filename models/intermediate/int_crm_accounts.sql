with recursive

accounts as (
    select * from {{ ref('stg_salesforce__account') }} where _fate = 'kept'
),

-- From the survivors down to what was merged into them, over any number of merges.
survivors as (
    select
        accounts.account_id,
        accounts.account_id as surviving_account_id
    from accounts
    left join accounts as masters on accounts.merged_into_account_id = masters.account_id
    where masters.account_id is null

    union all

    select
        accounts.account_id,
        survivors.surviving_account_id
    from accounts
    inner join survivors on accounts.merged_into_account_id = survivors.account_id
),

resolved as (
    select
        accounts.account_id,
        accounts.merged_into_account_id,
        accounts.owner_id,
        accounts.industry,
        accounts.country,
        accounts.website,
        accounts.number_of_employees,
        accounts.created_at,
        -- Two records merged into each other have no survivor: each stays itself.
        coalesce(survivors.surviving_account_id, accounts.account_id) as surviving_account_id
    from accounts
    left join survivors on accounts.account_id = survivors.account_id
)

select * from resolved
