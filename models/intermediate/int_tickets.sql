with

tickets as (
    select * from {{ ref('stg_zendesk__ticket') }} where _fate = 'kept'
),

changes as (
    select * from {{ ref('stg_zendesk__ticket_field_history') }} where _fate = 'kept' and field_name = 'status'
),

ratings as (
    select * from {{ ref('stg_zendesk__satisfaction_rating') }} where _fate = 'kept'
),

organizations as (
    select * from {{ ref('stg_zendesk__organization') }} where _fate = 'kept'
),

users as (
    select * from {{ ref('stg_zendesk__user') }} where _fate = 'kept'
),

test_users as (
    select user_id from {{ ref('stg_zendesk__user') }} where _fate = 'test'
),

account_ids as (
    select * from {{ ref('int_crm_account_ids') }}
),

addresses as (
    select * from {{ ref('int_email_addresses') }}
),

reopened as (
    select
        ticket_id,
        max(changed_at) as open_at
    from changes
    where field_value not in ('solved', 'closed')
    group by ticket_id
),

-- A reopened ticket is solved when it was solved for good; that it closes some days later is no work.
solved as (
    select
        changes.ticket_id,
        min(changes.changed_at) as solved_at
    from changes
    left join reopened on changes.ticket_id = reopened.ticket_id
    where
        changes.field_value in ('solved', 'closed')
        and (reopened.open_at is null or changes.changed_at > reopened.open_at)
    group by changes.ticket_id
),

-- The last word of who asked; an offer that nobody took up is no rating.
rated as (
    select
        ticket_id,
        case when score like 'good%' then 'good' else 'bad' end as satisfaction
    from ratings
    where score like 'good%' or score like 'bad%'
    qualify row_number() over (partition by ticket_id order by updated_at desc nulls last, rating_id desc) = 1
),

resolved as (
    select
        tickets.ticket_id,
        addresses.person_id,
        coalesce(account_ids.surviving_account_id, addresses.account_id) as account_id,
        tickets.product,
        tickets.status,
        tickets.priority,
        tickets.via_channel,
        rated.satisfaction,
        tickets.created_at,
        case
            when tickets.status in ('solved', 'closed')
                then greatest(coalesce(solved.solved_at, tickets.updated_at, tickets.created_at), tickets.created_at)
        end as solved_at,
        coalesce(tickets.status = 'deleted', false) as is_deleted,
        test_users.user_id is not null as is_test
    from tickets
    left join users on tickets.requester_id = users.user_id
    left join test_users on tickets.requester_id = test_users.user_id
    left join organizations on coalesce(tickets.organization_id, users.organization_id) = organizations.organization_id
    left join account_ids on organizations.crm_account_id = account_ids.account_id
    left join addresses on users.email = addresses.email
    left join solved on tickets.ticket_id = solved.ticket_id
    left join rated on tickets.ticket_id = rated.ticket_id
)

select * from resolved
