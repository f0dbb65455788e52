with

opportunities as (
    select * from {{ ref('stg_salesforce__opportunity') }} where _fate = 'kept'
),

versions as (
    select
        *,
        {{ version_began('opportunity_id') }} as began_at
    from {{ ref('stg_salesforce__opportunity_history') }}
    where _fate = 'kept'
),

stage_mapping as (
    select * from {{ ref('int_stage_mapping') }} where object = 'opportunity'
),

-- Where history has not landed, or starts late, the record itself tells the stage it stands in.
stages as (
    select
        versions.opportunity_id,
        versions.stage_name,
        versions.began_at as entered_at
    from versions
    inner join opportunities on versions.opportunity_id = opportunities.opportunity_id

    union all

    select
        opportunity_id,
        stage_name,
        coalesce(updated_at, created_at) as entered_at
    from opportunities
),

first_entered as (
    select
        stages.opportunity_id,
        stage_mapping.stage,
        min(stages.entered_at) as entered_at
    from stages
    inner join stage_mapping on lower(stages.stage_name) = stage_mapping.source_stage
    group by stages.opportunity_id, stage_mapping.stage
)

select * from first_entered
