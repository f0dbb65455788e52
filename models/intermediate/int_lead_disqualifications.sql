with

statuses as (
    select * from {{ ref('int_lead_statuses') }}
),

-- What was merged lives on in its survivor, whose status counts.
leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept' and merged_into_lead_id is null
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'lead'
),

judged as (
    select
        statuses.lead_id,
        statuses.told_at,
        statuses.told_order,
        coalesce(statuses.stage = 'disqualified', false) as is_disqualified
    from statuses
    inner join leads on statuses.lead_id = leads.lead_id
),

turned as (
    select
        *,
        lag(is_disqualified) over (partition by lead_id order by told_at, told_order) as was_disqualified
    from judged
),

last_turns as (
    select
        lead_id,
        told_at,
        is_disqualified
    from turned
    where was_disqualified is null or is_disqualified <> was_disqualified
    qualify row_number() over (partition by lead_id order by told_at desc, told_order desc) = 1
),

-- A person is out when the last of their records is.
disqualified as (
    select
        identities.person_id,
        max(last_turns.told_at) as disqualified_at
    from last_turns
    inner join identities on last_turns.lead_id = identities.node_id
    group by identities.person_id
    having bool_and(last_turns.is_disqualified)
)

select * from disqualified
