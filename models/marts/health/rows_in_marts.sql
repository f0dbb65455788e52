{%- set imports = {
    'ads': 'fct_ad_performance', 'all_ads': 'int_ad_performance',
    'keywords': 'fct_keyword_performance', 'all_keywords': 'int_keyword_performance',
    'web_events': 'fct_web_events', 'all_sessions': 'int_sessions',
    'all_purchases': 'fct_purchases', 'invoices': 'int_invoices',
    'invoice_lines': 'fct_invoice_lines', 'all_invoice_lines': 'int_invoice_lines',
    'messages': 'fct_email_messages', 'all_messages': 'int_email_messages', 'mail_events': 'int_email_events',
} -%}
{#-
  A table, its mart and what that holds of it; its conformed model, what is set aside there (for want of a rate, answers
  off the scale of their question) and what is left out: the bills of ad platforms that report their spend themselves,
  what two properties of the site report both, the site's links to itself, tests of our own, tickets that Zendesk keeps
  as deleted.
-#}
{%- set tables = [
    ('salesforce', 'lead', 'dim_people', 'sum(crm_leads)', 'dim_people', 'false', 'false'),
    ('salesforce', 'contact', 'dim_people', 'sum(crm_contacts)', 'dim_people', 'false', 'false'),
    ('salesforce', 'account', 'dim_accounts', 'sum(crm_accounts)', 'dim_accounts', 'false', 'false'),
    ('salesforce', 'campaign_member', 'fct_campaign_responses', 'count(*)', 'fct_campaign_responses', 'false', 'false'),
    ('salesforce', 'task', 'fct_sales_activities', "count_if(logged_as = 'task')", 'fct_sales_activities', 'false',
     'false'),
    ('salesforce', 'event', 'fct_sales_activities', "count_if(logged_as = 'event')", 'fct_sales_activities', 'false',
     'false'),
    ('salesforce', 'opportunity', 'fct_opportunities', 'count(*)', 'int_opportunities', 'not is_convertible', 'false'),
    ('stripe', 'customer', 'dim_accounts', 'sum(billing_records)', 'dim_accounts', 'false', 'false'),
    ('salesforce', 'quote', 'fct_quotes', 'count(*)', 'int_quotes', 'not is_convertible', 'false'),
    ('finance', 'cost_ledger', 'fct_costs', "count_if(cost_source = 'ledger')", 'int_cost_entries',
     'fx_rate is null and not is_platform_bill', 'is_platform_bill'),
    ('finance', 'budget', 'fct_budgets', 'count(*)', 'int_budgets', 'fx_rate is null', 'false'),
    ('planning', 'kpi_target', 'fct_targets', 'count(*)', 'int_kpi_targets',
     'is_repeated or not is_reachable', 'false'),
    ('planning', 'team_hours', 'fct_team_hours', 'count(*)', 'fct_team_hours', 'false', 'false'),
    ('google_search_console', 'keyword_page_report', 'fct_search_performance', 'sum(report_rows)',
     'int_search_reports', 'false', 'is_repeated'),
    ('seo', 'keyword_position', 'fct_keyword_positions', 'sum(lookups)', 'int_keyword_positions',
     'not is_convertible', 'false'),
    ('seo', 'backlink', 'fct_backlinks', 'count(*)', 'int_backlinks', 'false', 'is_own_site'),
    ('organic_social', 'post', 'fct_social_posts', 'count(*)', 'fct_social_posts', 'false', 'false'),
    ('organic_social', 'post_metrics', 'fct_social_performance', 'count(*)', 'fct_social_performance', 'false',
     'false'),
    ('content', 'article', 'fct_content', 'count(*)', 'fct_content', 'false', 'false'),
    ('stripe', 'subscription', 'fct_subscriptions', 'count(*)', 'int_subscriptions', 'false',
     'is_test and not is_deleted'),
    ('zendesk', 'ticket', 'fct_tickets', 'count(*)', 'int_tickets', 'false', 'is_deleted or is_test'),
    ('surveys', 'nps_response', 'fct_survey_answers', 'count(*)', 'int_survey_answers', 'not is_valid', 'false'),
] -%}
with

{% for name, model in imports.items() -%}
{{ name }} as (
    select * from {{ ref(model) }}
),

{% endfor -%}
purchases as (
    select * from all_purchases where purchase_source = 'billing'
),

counted as (
    {%- for platform, table in ad_tables() %}
    select
        '{{ platform }}' as connector,
        '{{ table }}' as table_name,
        'fct_ad_performance' as mart_name,
        (select sum(report_rows) from ads where platform = '{{ platform }}') as mart_rows,
        (select sum(report_rows) from all_ads where platform = '{{ platform }}' and fx_rate is null)
            as quarantined_rows,
        0 as excluded_rows
    union all
    {%- endfor %}
    select
        'google_ads', 'keyword_stats', 'fct_keyword_performance',
        (select sum(report_rows) from keywords), (select sum(report_rows) from all_keywords where fx_rate is null), 0
    union all
    -- What a server tells and events without a cookie belong to no session.
    select
        'ga4', 'event', 'fct_web_events',
        (select count(*) from web_events), 0, (select sum(events) from all_sessions where session_id is null)
    union all
    -- Drafts and voided invoices are no bills; with purchases taken from the CRM no invoice is.
    select
        'stripe', 'invoice', 'fct_purchases',
        (select sum(purchase_lines) from purchases),
        (select count(*) from invoices where is_billed and fx_rate is null),
        (
            select count(*) from invoices
            where not is_billed or (fx_rate is not null and not exists (select 1 from purchases))
        )
    union all
    select
        'stripe', 'invoice_line_item', 'fct_invoice_lines',
        (select count(*) from invoice_lines),
        (select count(*) from all_invoice_lines where not has_invoice or (is_billed and fx_rate is null)),
        (select count(*) from all_invoice_lines where has_invoice and not is_billed)
    {%- for connector, table, mart, kept, model, is_quarantined, is_excluded in tables %}
    union all
    select
        '{{ connector }}', '{{ table }}', '{{ mart }}',
        (select {{ kept }} from {{ ref(mart) }}),
        (select count_if({{ is_quarantined }}) from {{ ref(model) }}),
        (select count_if({{ is_excluded }}) from {{ ref(model) }})
    {%- endfor %}
    union all
    -- What was never sent, and messages to our own tests.
    select
        'hubspot', 'email_event', 'fct_email_messages',
        (select sum(event_rows) from messages),
        0,
        (select count(*) from mail_events where message_id is null)
        + (select coalesce(sum(event_rows), 0) from all_messages where is_test)
),

typed as (
    select
        connector,
        table_name,
        mart_name,
        cast(coalesce(mart_rows, 0) as bigint) as mart_rows,
        cast(coalesce(quarantined_rows, 0) as bigint) as quarantined_rows,
        cast(coalesce(excluded_rows, 0) as bigint) as excluded_rows
    from counted
)

select * from typed
