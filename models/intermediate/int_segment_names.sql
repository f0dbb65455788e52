with

lines as (
    select * from {{ ref('int_invoice_lines') }}
),

accounts as (
    select * from {{ ref('int_accounts') }}
),

people as (
    select * from {{ ref('int_people') }}
),

reps as (
    select * from {{ ref('int_sales_reps') }}
),

countries as (
    select * from {{ ref('countries') }}
),

channels as (
    select * from {{ ref('channels') }}
),

campaigns as (
    select * from {{ ref('int_campaigns') }}
),

persona_rules as (
    select * from {{ ref('persona_rules') }}
),

named as (
    select 'channel' as segment, channel as name from channels
    union all
    select 'program' as segment, program as name from campaigns
    union all
    select 'product' as segment, product as name from lines
    union all
    select 'industry' as segment, industry as name from accounts
    union all
    select 'industry' as segment, industry as name from people
    union all
    select 'business_unit' as segment, business_unit as name from reps
    union all
    select 'region' as segment, region as name from countries
    union all
    select 'persona' as segment, persona as name from persona_rules
    union all
    select 'persona' as segment, persona as name from people
),

names as (
    select
        segment,
        lower(name) as reference,
        min(name) as name
    from named
    where name is not null
    group by segment, lower(name)
)

select * from names
