with

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

versions as (
    select * from {{ ref('stg_salesforce__lead_history') }} where _fate = 'kept'
),

stage_mapping as (
    select * from {{ ref('stage_mapping') }} where object = 'lead'
),

-- Where history has not landed, or starts late, the record itself tells the last stage at least.
statuses as (
    select
        versions.lead_id,
        versions.status,
        versions.valid_from_at as entered_at
    from versions
    inner join leads on versions.lead_id = leads.lead_id

    union all

    select
        lead_id,
        status,
        coalesce(updated_at, created_at) as entered_at
    from leads
),

conversions as (
    select
        lead_id,
        'sql' as stage,
        -- A conversion is dated by day only and can't precede the lead it converts.
        greatest({{ start_of_day('converted_date') }}, created_at) as entered_at
    from leads
    where is_converted and converted_date is not null
),

entered as (
    select
        statuses.lead_id,
        stage_mapping.stage,
        statuses.entered_at
    from statuses
    inner join stage_mapping on lower(statuses.status) = stage_mapping.source_stage

    union all

    select
        lead_id,
        stage,
        entered_at
    from conversions
),

first_entered as (
    select
        lead_id,
        stage,
        min(entered_at) as entered_at
    from entered
    group by lead_id, stage
)

select * from first_entered
