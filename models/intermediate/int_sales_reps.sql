with

users as (
    select * from {{ ref('stg_salesforce__user') }} where _fate = 'kept'
),

reps as (
    select
        user_id as owner_id,
        coalesce(nullif(trim(division), ''), 'Unknown') as business_unit
    from users
)

select * from reps
