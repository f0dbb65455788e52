with

hours as (
    select * from {{ ref('int_team_hours') }}
)

select * from hours
