with

tasks as (
    select * from {{ ref('stg_salesforce__task') }} where _fate = 'kept'
),

identities as (
    select * from {{ ref('int_identities') }}
    where node_type in ('lead', 'contact')
    -- A landing that numbers both from one can give a lead and a contact the same id.
    qualify row_number() over (partition by node_id order by node_type) = 1
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
        tasks.task_id,
        people.person_id,
        coalesce(crm_accounts.surviving_account_id, opportunities.account_id, people.account_id) as account_id,
        opportunities.opportunity_id,
        tasks.owner_id,
        -- Of the subtypes, `Task` says no more than that it is one.
        coalesce(nullif(tasks.task_subtype, 'Task'), tasks.task_type, tasks.task_subtype) as activity_type,
        coalesce(tasks.is_closed, false) as is_completed,
        tasks.created_at,
        -- Work counts from when it was done; the due date is a plan. Where it is all that is told, what was written
        -- down on that day was done by then, not at midnight.
        case
            when tasks.is_closed and tasks.completed_at is not null then tasks.completed_at
            when tasks.is_closed and {{ reporting_date('tasks.created_at') }} = tasks.activity_date
                then tasks.created_at
            when tasks.is_closed then coalesce({{ start_of_day('tasks.activity_date') }}, tasks.created_at)
        end as completed_at
    from tasks
    left join identities on tasks.who_id = identities.node_id
    left join people on identities.person_id = people.person_id
    left join crm_accounts on tasks.account_id = crm_accounts.account_id
    left join opportunities on tasks.what_id = opportunities.opportunity_id
)

select * from activities
