with

stage_mapping as (
    select * from {{ ref('stage_mapping') }}
),

names as (
    select
        object,
        lower(source_stage) as source_stage,
        stage
    from stage_mapping
)

select * from names
