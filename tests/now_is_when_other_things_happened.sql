-- "Now" is the newest landed day, so one date typed 2052 makes every cohort mature and every customer churned. A
-- failure means that nothing else happened in the year before: correct the date (health.landing_freshness shows the
-- newest of each table), or set the variable `as_of`. Set, it may follow a quiet year, but lie neither before all that
-- has landed nor more than a year after it: 2206 for 2026 makes every cohort mature, too.
{# What happens on days of its own, unlike plans. #}
{% set days = [
    ('fct_ad_performance', 'report_date'),
    ('fct_sessions', 'session_date'),
    ('fct_leads', 'lead_date'),
    ('fct_leads', 'mql_date'),
    ('fct_leads', 'sql_date'),
    ('fct_opportunities', 'opened_date'),
    ('fct_opportunities', 'closed_date'),
    ('fct_purchases', 'purchase_date'),
    ('fct_quotes', 'quote_date'),
    ('fct_email_messages', reporting_date('sent_at')),
    ('fct_tickets', 'created_date'),
    ('fct_survey_answers', 'answered_date'),
    ('fct_search_performance', 'report_date'),
    ('fct_keyword_positions', 'position_date'),
    ('fct_social_performance', 'metric_date'),
] -%}
with

span as (
    select
        *,
        cast({{ dbt.dateadd('day', -366, 'as_of_date') }} as date) as year_before
    from {{ ref('int_data_span') }}
),

days as (
    {%- for mart, day in days %}
    select
        min({{ day }}) as first_date,
        max(case when {{ day }} < (select as_of_date from span) then {{ day }} end) as last_date
    from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

others as (
    select
        min(first_date) as first_date,
        max(last_date) as last_date
    from days
),

alone as (
    select
        span.as_of_date,
        others.last_date
    from span
    cross join others
    {%- if var('as_of') %}
    where span.as_of_date < span.first_date or span.last_date < span.year_before
    {%- else %}
    where others.first_date < span.year_before and others.last_date < span.year_before
    {%- endif %}
)

select * from alone
