with

-- What was merged lives on in its survivor, whose status counts.
leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept' and merged_into_lead_id is null
),

versions as (
    select * from {{ ref('stg_salesforce__lead_history') }} where _fate = 'kept'
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'lead'
),

stage_mapping as (
    select * from {{ ref('stage_mapping') }} where object = 'lead'
),

told as (
    select
        versions.lead_id,
        versions.status,
        versions.valid_from_at as told_at,
        0 as is_record
    from versions
    inner join leads on versions.lead_id = leads.lead_id

    union all

    select
        lead_id,
        status,
        coalesce(updated_at, created_at) as told_at,
        1 as is_record
    from leads
),

judged as (
    select
        told.lead_id,
        told.told_at,
        told.is_record,
        coalesce(stage_mapping.stage = 'disqualified', false) as is_disqualified
    from told
    left join stage_mapping on lower(told.status) = stage_mapping.source_stage
),

turned as (
    select
        *,
        lag(is_disqualified) over (partition by lead_id order by told_at, is_record) as was_disqualified
    from judged
),

last_turns as (
    select
        lead_id,
        told_at,
        is_disqualified
    from turned
    where was_disqualified is null or is_disqualified <> was_disqualified
    qualify row_number() over (partition by lead_id order by told_at desc, is_record desc) = 1
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
