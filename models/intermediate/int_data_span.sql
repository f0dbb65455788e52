{%- set other_facts = {
    'int_search_reports': 'report_date',
    'int_keyword_positions': 'position_date',
    'int_social_performance': 'metric_date',
    'int_quotes': 'quote_date',
    'int_email_messages': reporting_date('sent_at'),
    'int_tickets': reporting_date('greatest(created_at, solved_at)'),
    'int_survey_answers': reporting_date('answered_at'),
} -%}
{%- set plans = {
    'int_cost_entries': 'entry_date',
    'int_team_hours': 'work_date',
    'int_social_posts': 'case when not is_deleted then ' ~ reporting_date('published_at') ~ ' end',
} -%}
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

-- Purchases of the CRM are closes of the deals above.
purchases as (
    select
        min(purchase_date) as first_date,
        max(purchase_date) filter (where purchase_source = 'billing') as last_date
    from {{ ref('int_purchases') }}
),

-- The ledger knows what will be paid next month and a post has its day before it is out, which does not make it now.
plans as (
    {%- for model, day in plans.items() %}
    select min({{ day }}) as first_date, max({{ day }}) as last_date from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
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
    {%- for model, day in other_facts.items() %}
    union all
    select min({{ day }}) as first_date, max({{ day }}) as last_date from {{ ref(model) }}
    {%- endfor %}
),

dated as (
    select
        *,
        false as is_plan
    from facts
    union all
    select
        *,
        true as is_plan
    from plans
),

-- Where nothing but plans has landed, their last day is all there is. A landing without a single dated row still
-- builds; its calendar is then one day long.
bounds as (
    select
        coalesce(min(first_date), cast('{{ var("as_of") or "2000-01-01" }}' as date)) as first_date,
        coalesce(
            max(last_date) filter (where not is_plan),
            max(last_date),
            cast('{{ var("as_of") or "2000-01-01" }}' as date)
        ) as last_date
    from dated
),

dated_now as (
    select
        *,
        {{ "cast('" ~ var('as_of') ~ "' as date)" if var('as_of') else 'last_date' }} as as_of_date
    from bounds
),

span as (
    select
        *,
        cast({{ dbt.dateadd('day', -1, dbt.date_trunc('month', dbt.dateadd('day', 1, 'as_of_date'))) }} as date)
            as month_end_date
    from dated_now
)

select * from span
