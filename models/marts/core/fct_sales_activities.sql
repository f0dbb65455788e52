with

activities as (
    select * from {{ ref('int_sales_activities') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

facts as (
    select
        activities.activity_id,
        activities.logged_as,
        activities.person_id,
        activities.account_id,
        activities.opportunity_id,
        activities.owner_id,
        coalesce(accounts.region, 'Unknown') as region,
        activities.activity_type,
        activities.is_list_email,
        activities.is_repeated,
        activities.is_completed,
        activities.created_at,
        activities.completed_at,
        activities.done_by_at
    from activities
    left join accounts on activities.account_id = accounts.account_id
)

select * from facts
