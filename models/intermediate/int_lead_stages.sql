with

statuses as (
    select * from {{ ref('int_lead_statuses') }} where stage is not null
),

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

conversions as (
    select
        lead_id,
        -- A conversion is dated by day only and can't precede the lead it converts.
        greatest({{ start_of_day('converted_date') }}, created_at) as entered_at
    from leads
    where is_converted and converted_date is not null
),

entered as (
    select lead_id, stage, told_at as entered_at from statuses
    union all
    select lead_id, 'sql' as stage, entered_at from conversions
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
