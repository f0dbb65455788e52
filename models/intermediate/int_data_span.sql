with

ads as (
    select min(report_date) as first_date, max(report_date) as last_date from {{ ref('int_ad_performance') }}
),

sessions as (
    select
        min({{ reporting_date('started_at') }}) as first_date,
        max({{ reporting_date('started_at') }}) as last_date
    from {{ ref('int_sessions') }}
),

leads as (
    select
        min({{ reporting_date('lead_at') }}) as first_date,
        max({{ reporting_date('greatest(lead_at, mql_at, sql_at)') }}) as last_date
    from {{ ref('int_lead_funnel') }}
),

opportunities as (
    select
        min(least(opened_date, closed_date)) as first_date,
        -- A close later than the day it was read is a slip of the finger, not the present.
        max(greatest(opened_date, case when closed_date <= coalesce(synced_date, closed_date) then closed_date end))
            as last_date
    from {{ ref('int_opportunities') }}
    where is_convertible
),

purchases as (
    select min(purchase_date) as first_date, max(purchase_date) as last_date from {{ ref('int_purchases') }}
),

facts as (
    select * from ads
    union all
    select * from sessions
    union all
    select * from leads
    union all
    select * from opportunities
    union all
    select * from purchases
),

-- A landing without a single dated row still builds; its calendar is then one day long.
span as (
    select
        coalesce(min(first_date), cast('{{ var("as_of") or "2000-01-01" }}' as date)) as first_date,
        coalesce(max(last_date), cast('{{ var("as_of") or "2000-01-01" }}' as date)) as last_date,
        {% if var('as_of') -%}
        cast('{{ var("as_of") }}' as date)
        {%- else -%}
        coalesce(max(last_date), cast('2000-01-01' as date))
        {%- endif %} as as_of_date
    from facts
)

select * from span
