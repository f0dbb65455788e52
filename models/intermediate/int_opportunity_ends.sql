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

staged as (
    select
        versions.opportunity_id,
        versions.valid_from_at,
        versions.began_at,
        coalesce(stage_mapping.stage, 'Unknown') as stage
    from versions
    inner join opportunities on versions.opportunity_id = opportunities.opportunity_id
    left join stage_mapping on lower(versions.stage_name) = stage_mapping.source_stage
),

turned as (
    select
        *,
        lag(stage) over (partition by opportunity_id order by valid_from_at) as stage_before
    from staged
),

last_turns as (
    select
        opportunity_id,
        stage,
        began_at
    from turned
    where stage_before is null or stage <> stage_before
    qualify row_number() over (partition by opportunity_id order by valid_from_at desc) = 1
),

ends as (
    select
        opportunity_id,
        stage as outcome,
        began_at as decided_at
    from last_turns
    where stage in ('won', 'lost')
)

select * from ends
