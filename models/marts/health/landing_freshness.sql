{#- A landed table, the mart that its rows end in, when one happened there, and which rows of the mart are its. -#}
{%- set tables = [
    ('salesforce', 'lead', 'fct_leads', reporting_date('lead_at'), 'true'),
    ('salesforce', 'opportunity', 'fct_opportunities', 'opened_date', 'true'),
    ('salesforce', 'campaign_member', 'fct_campaign_responses', reporting_date('added_at'), 'true'),
    ('salesforce', 'task', 'fct_sales_activities', reporting_date('created_at'), "logged_as = 'task'"),
    ('salesforce', 'event', 'fct_sales_activities', reporting_date('created_at'), "logged_as = 'event'"),
    ('salesforce', 'quote', 'fct_quotes', 'quote_date', 'true'),
    ('google_ads', 'ad_stats', 'fct_ad_performance', 'report_date', "platform = 'google_ads' and report_rows > 0"),
    ('google_ads', 'keyword_stats', 'fct_keyword_performance', 'report_date', 'true'),
    ('linkedin_ads', 'ad_analytics_by_creative', 'fct_ad_performance', 'report_date',
     "platform = 'linkedin_ads' and report_rows > 0"),
    ('facebook_ads', 'basic_ad', 'fct_ad_performance', 'report_date',
     "platform = 'facebook_ads' and report_rows > 0"),
    ('ga4', 'event', 'fct_web_events', 'occurred_date', 'true'),
    ('stripe', 'invoice', 'fct_purchases', 'purchase_date', "purchase_source = 'billing'"),
    ('finance', 'cost_ledger', 'fct_costs', 'cost_date', "cost_source = 'ledger'"),
    ('planning', 'team_hours', 'fct_team_hours', 'work_date', 'true'),
    ('google_search_console', 'keyword_page_report', 'fct_search_performance', 'report_date', 'true'),
    ('organic_social', 'post', 'fct_social_posts', 'published_date', 'true'),
    ('organic_social', 'post_metrics', 'fct_social_performance', 'metric_date', 'true'),
    ('seo', 'backlink', 'fct_backlinks', 'first_seen_date', 'true'),
    ('seo', 'keyword_position', 'fct_keyword_positions', 'position_date', 'true'),
    ('content', 'article', 'fct_content', 'published_date', 'true'),
    ('hubspot', 'email_event', 'fct_email_messages', reporting_date('sent_at'), 'true'),
    ('zendesk', 'ticket', 'fct_tickets', 'created_date', 'true'),
    ('surveys', 'nps_response', 'fct_survey_answers', 'answered_date', 'true'),
] -%}
with

span as (
    select * from {{ ref('int_data_span') }}
),

newest as (
    {%- for connector, table, mart, day, is_its in tables %}
    select
        '{{ connector }}' as connector,
        '{{ table }}' as table_name,
        max({{ day }}) as last_date
    from {{ ref(mart) }}
    where {{ is_its }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

freshness as (
    select
        newest.connector,
        newest.table_name,
        newest.last_date,
        cast({{ dbt.datediff('newest.last_date', 'span.as_of_date', 'day') }} as bigint) as days_old
    from newest
    cross join span
)

select * from freshness
