with

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

versions as (
    select
        *,
        {{ version_began('lead_id') }} as began_at
    from {{ ref('stg_salesforce__lead_history') }}
    where _fate = 'kept'
),

stage_mapping as (
    select * from {{ ref('int_stage_mapping') }} where object = 'lead'
),

-- Where history has not landed, or starts late, the record itself tells the last stage at least.
told as (
    select
        versions.lead_id,
        versions.status,
        versions.began_at as told_at,
        0 as told_order
    from versions
    inner join leads on versions.lead_id = leads.lead_id

    union all

    select
        lead_id,
        status,
        coalesce(updated_at, created_at) as told_at,
        1 as told_order
    from leads
),

statuses as (
    select
        told.lead_id,
        told.told_at,
        told.told_order,
        stage_mapping.stage
    from told
    left join stage_mapping on lower(told.status) = stage_mapping.source_stage
)

select * from statuses
