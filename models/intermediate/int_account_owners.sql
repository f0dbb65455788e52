with

accounts as (
    select * from {{ ref('int_accounts') }}
),

crm_accounts as (
    select * from {{ ref('int_crm_accounts') }} where account_id = surviving_account_id
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where account_id is not null and owner_id is not null
),

reps as (
    select * from {{ ref('int_sales_reps') }}
),

latest_deals as (
    select
        account_id,
        owner_id
    from opportunities
    qualify row_number() over (
        partition by account_id
        order by opened_at desc nulls last, opportunity_id desc
    ) = 1
),

owners as (
    select
        accounts.account_id,
        coalesce(crm_accounts.owner_id, latest_deals.owner_id) as owner_id,
        latest_deals.owner_id as deal_owner_id
    from accounts
    left join crm_accounts on accounts.account_id = crm_accounts.account_id
    left join latest_deals on accounts.account_id = latest_deals.account_id
),

-- An owner who has left and is no user any more tells no unit; whoever has the latest deal still may.
placed as (
    select
        owners.account_id,
        coalesce(owners.owner_id, 'Unknown') as owner_id,
        coalesce(
            nullif(account_reps.business_unit, 'Unknown'), nullif(deal_reps.business_unit, 'Unknown'), 'Unknown'
        ) as business_unit
    from owners
    left join reps as account_reps on owners.owner_id = account_reps.owner_id
    left join reps as deal_reps on owners.deal_owner_id = deal_reps.owner_id
)

select * from placed
