with

campaigns as (
    select * from {{ ref('int_campaigns') }}
),

programs as (
    select
        lower(program) as reference,
        min(program) as program
    from campaigns
    where program is not null
    group by lower(program)
)

select * from programs
