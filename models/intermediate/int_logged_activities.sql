with

tasks as (
    select * from {{ ref('stg_salesforce__task') }} where _fate = 'kept'
),

events as (
    select
        *,
        case when not coalesce(is_all_day, false) then started_at end as began_at,
        -- An event that fills a day has no hour, and so no time zone: its midnight in UTC is that of its day.
        case
            when is_all_day then coalesce(activity_date, cast(started_at as date))
            else coalesce({{ reporting_date('started_at') }}, activity_date)
        end as event_date
    from {{ ref('stg_salesforce__event') }}
    where _fate = 'kept'
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

identities as (
    select * from {{ ref('int_identities') }}
    where node_type in ('lead', 'contact')
    -- A landing that numbers both from one can give a lead and a contact the same id.
    qualify row_number() over (partition by node_id order by node_type) = 1
),

logged as (
    select
        task_id as activity_id,
        'task' as logged_as,
        who_id,
        what_id,
        account_id,
        owner_id,
        -- Of the subtypes, `Task` says no more than that it is one.
        coalesce(nullif(task_subtype, 'Task'), task_type, task_subtype) as activity_type,
        coalesce(lower(task_subtype) = 'listemail', false) as is_list_email,
        false as is_repeated,
        coalesce(is_closed, completed_at is not null or lower(status) = 'completed', false) as is_completed,
        created_at,
        activity_date,
        completed_at
    from tasks

    union all

    select
        events.event_id,
        'event',
        events.who_id,
        events.what_id,
        events.account_id,
        events.owner_id,
        events.event_type,
        false,
        coalesce(events.is_child, false) or coalesce(events.is_series, false),
        -- Nobody closes a meeting: it took place once its day has come.
        coalesce(events.event_date <= data_span.as_of_date, false),
        events.created_at,
        events.event_date,
        events.began_at
    from events
    cross join data_span
),

-- Work counts from when it was done; the due date is a plan. What was written down on its day was done by then.
timed as (
    select
        *,
        case
            when not is_completed then null
            when completed_at is not null then completed_at
            when activity_date is null or {{ reporting_date('created_at') }} = activity_date then created_at
        end as known_at,
        case when is_completed then activity_date end as done_date
    from logged
),

activities as (
    select
        timed.activity_id,
        timed.logged_as,
        identities.person_id,
        timed.what_id,
        timed.account_id,
        timed.owner_id,
        timed.activity_type,
        timed.is_list_email,
        timed.is_repeated,
        timed.is_completed,
        timed.created_at,
        coalesce(timed.known_at, {{ start_of_day('timed.done_date') }}) as completed_at,
        coalesce({{ by_then('timed.known_at') }}, {{ end_of_day('timed.done_date') }}) as done_by_at
    from timed
    left join identities on timed.who_id = identities.node_id
)

select * from activities
