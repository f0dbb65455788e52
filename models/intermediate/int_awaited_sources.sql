{#- What hands in a report: {source: its model, who reports, the day of which}. -#}
{%- set sources = {
    'ads': ('int_ad_performance', 'platform', 'report_date'),
    'search': ('int_search_reports', "'search'", 'report_date'),
    'social': ('int_social_performance', "'social'", 'metric_date'),
    'mail': ('int_email_events', "'mail'", reporting_date('occurred_at')),
    'tickets': ('int_tickets', "'tickets'", reporting_date('created_at')),
} -%}
with

span as (
    select * from {{ ref('int_data_span') }}
),

months as (
    {%- for source, (model, reporter, day) in sources.items() %}
    select distinct
        '{{ source }}' as source_name,
        {{ reporter }} as reporter,
        cast({{ dbt.date_trunc('month', day) }} as date) as report_month
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

of_past_year as (
    select
        months.source_name,
        months.reporter,
        span.as_of_date,
        min(months.report_month) as first_month,
        max(months.report_month) as last_month,
        cast(count(*) as integer) as months
    from months
    inner join span
        on
            months.report_month <= span.as_of_date
            and months.report_month > {{ dbt.dateadd('month', -12, 'span.as_of_date') }}
    group by months.source_name, months.reporter, span.as_of_date
    having count(*) >= 6
),

-- As of costs (int_ledger_span): what comes now and then may come to nothing, what a quarter lacks has ended.
awaited as (
    select
        source_name,
        cast({{ dbt.last_day('min(last_month)', 'month') }} as date) as reported_until
    from of_past_year
    where
        {{ dbt.dateadd('month', 'months - 1', 'first_month') }} = last_month
        and {{ dbt.dateadd('month', 4, 'last_month') }} > as_of_date
    group by source_name
)

select * from awaited
