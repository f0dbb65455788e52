with

leads as (
    select * from {{ ref('int_lead_funnel') }}
),

person_opportunities as (
    select * from {{ ref('int_person_opportunities') }}
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where account_id is not null and is_convertible
),

purchases as (
    select * from {{ ref('int_purchases') }}
),

-- A stage that is reached by a later one alone is told by nobody. A deal tells of customers, though none is won yet.
told as (
    select
        (select count(case when not is_mql_imputed then mql_at end) > 0 from leads) as has_mqls,
        (select count(case when not is_sql_imputed then sql_at end) > 0 from leads) as has_sqls,
        (select count(*) > 0 from person_opportunities) as has_deals_of_people,
        (select count(*) > 0 from opportunities) as has_deals_of_accounts,
        (select count(*) > 0 from purchases) as has_purchases
)

select * from told
