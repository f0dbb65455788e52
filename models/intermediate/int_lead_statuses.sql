with

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

versions as (
    select * from {{ ref('stg_salesforce__lead_history') }} where _fate = 'kept'
),

stage_mapping as (
    select * from {{ ref('int_stage_mapping') }} where object = 'lead'
),

-- Where history has not landed, or starts late, the record itself tells the last stage at least. What stood when it was
-- switched on has the loader's date of that day, and was changed before.
told as (
    select
        versions.lead_id,
        versions.status,
        least(versions.valid_from_at, versions.updated_at) as told_at,
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
