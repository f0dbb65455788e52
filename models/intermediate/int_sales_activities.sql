with

logged as (
    select * from {{ ref('int_logged_activities') }}
),

people as (
    select * from {{ ref('int_people') }}
),

crm_accounts as (
    select * from {{ ref('int_crm_accounts') }}
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where is_convertible
),

activities as (
    select
        logged.activity_id,
        logged.logged_as,
        people.person_id,
        coalesce(crm_accounts.surviving_account_id, opportunities.account_id, people.account_id) as account_id,
        opportunities.opportunity_id,
        logged.owner_id,
        logged.activity_type,
        logged.is_list_email,
        logged.is_repeated,
        logged.is_completed,
        logged.created_at,
        logged.completed_at,
        logged.done_by_at
    from logged
    left join people on logged.person_id = people.person_id
    left join crm_accounts on logged.account_id = crm_accounts.account_id
    left join opportunities on logged.what_id = opportunities.opportunity_id
)

select * from activities
