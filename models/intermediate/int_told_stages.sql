with

leads as (
    select * from {{ ref('int_lead_funnel') }}
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where is_convertible
),

-- A deal tells of customers, though none is won yet.
told as (
    select
        (select count(mql_at) > 0 from leads) as has_mqls,
        (select count(sql_at) > 0 from leads) as has_sqls,
        (select count(*) > 0 from opportunities) as has_deals
)

select * from told
