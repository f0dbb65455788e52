{%- set imports = {
    'ads': 'fct_ad_performance', 'all_ads': 'int_ad_performance',
    'keywords': 'fct_keyword_performance', 'all_keywords': 'int_keyword_performance',
    'web_events': 'fct_web_events', 'all_sessions': 'int_sessions',
    'people': 'dim_people', 'accounts': 'dim_accounts',
    'opportunities': 'fct_opportunities', 'all_opportunities': 'int_opportunities',
    'responses': 'fct_campaign_responses', 'activities': 'fct_sales_activities',
    'all_purchases': 'fct_purchases', 'invoices': 'int_invoices',
    'subscriptions': 'fct_subscriptions', 'all_subscriptions': 'int_subscriptions',
    'quotes': 'fct_quotes', 'all_quotes': 'int_quotes', 'costs': 'fct_costs', 'cost_entries': 'int_cost_entries',
    'budgets': 'fct_budgets', 'all_budgets': 'int_budgets', 'targets': 'fct_targets', 'team_hours': 'fct_team_hours',
    'invoice_lines': 'fct_invoice_lines', 'all_invoice_lines': 'int_invoice_lines',
    'searches': 'fct_search_performance', 'all_searches': 'int_search_reports',
    'keyword_positions': 'fct_keyword_positions', 'all_keyword_positions': 'int_keyword_positions',
    'links': 'fct_backlinks', 'all_links': 'int_backlinks',
    'posts': 'fct_social_posts', 'post_days': 'fct_social_performance', 'articles': 'fct_content',
    'messages': 'fct_email_messages', 'all_messages': 'int_email_messages', 'mail_events': 'int_email_events',
    'tickets': 'fct_tickets', 'all_tickets': 'int_tickets',
    'answers': 'fct_survey_answers', 'all_answers': 'int_survey_answers',
} -%}
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
    -- Events without a cookie belong to no session.
    select
        'ga4', 'event', 'fct_web_events',
        (select count(*) from web_events), 0, (select sum(events) from all_sessions where visitor_id is null)
    union all
    select
        'salesforce', 'lead', 'dim_people',
        (select sum(crm_leads) from people), 0, 0
    union all
    select
        'salesforce', 'contact', 'dim_people',
        (select sum(crm_contacts) from people), 0, 0
    union all
    select
        'salesforce', 'account', 'dim_accounts',
        (select sum(crm_accounts) from accounts), 0, 0
    union all
    select
        'salesforce', 'opportunity', 'fct_opportunities',
        (select count(*) from opportunities), (select count(*) from all_opportunities where not is_convertible), 0
    union all
    select
        'salesforce', 'campaign_member', 'fct_campaign_responses',
        (select count(*) from responses), 0, 0
    union all
    select
        'salesforce', 'task', 'fct_sales_activities',
        (select count(*) from activities), 0, 0
    union all
    select
        'stripe', 'customer', 'dim_accounts',
        (select sum(billing_records) from accounts), 0, 0
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
    union all
    select
        'stripe', 'subscription', 'fct_subscriptions',
        (select count(*) from subscriptions), 0, (select count(*) from all_subscriptions where is_test)
    union all
    select
        'salesforce', 'quote', 'fct_quotes',
        (select count(*) from quotes), (select count(*) from all_quotes where not is_convertible), 0
    union all
    -- The bills of ad platforms, which the platforms report themselves.
    select
        'finance', 'cost_ledger', 'fct_costs',
        (select count(*) from costs where cost_source = 'ledger'),
        (select count(*) from cost_entries where fx_rate is null and not is_platform_bill),
        (select count(*) from cost_entries where is_platform_bill)
    union all
    select
        'finance', 'budget', 'fct_budgets',
        (select count(*) from budgets), (select count(*) from all_budgets where fx_rate is null), 0
    union all
    select 'planning', 'kpi_target', 'fct_targets', (select count(*) from targets), 0, 0
    union all
    select 'planning', 'team_hours', 'fct_team_hours', (select count(*) from team_hours), 0, 0
    -- What two properties of the site report is counted once.
    select
        'google_search_console', 'keyword_page_report', 'fct_search_performance',
        (select sum(report_rows) from searches), 0, (select count(*) from all_searches where is_repeated)
    union all
    select
        'seo', 'keyword_position', 'fct_keyword_positions',
        (select sum(lookups) from keyword_positions),
        (select count(*) from all_keyword_positions where not is_convertible), 0
    union all
    -- The site's links to itself come from nobody else.
    select
        'seo', 'backlink', 'fct_backlinks',
        (select count(*) from links), 0, (select count(*) from all_links where is_own_site)
    union all
    select
        'organic_social', 'post', 'fct_social_posts',
        (select count(*) from posts), 0, 0
    union all
    select
        'organic_social', 'post_metrics', 'fct_social_performance',
        (select count(*) from post_days), 0, 0
    union all
    select
        'content', 'article', 'fct_content',
        (select count(*) from articles), 0, 0
    union all
    -- What was never sent, and messages to our own tests.
    select
        'hubspot', 'email_event', 'fct_email_messages',
        (select sum(event_rows) from messages),
        0,
        (select count(*) from mail_events where message_id is null)
        + (select coalesce(sum(event_rows), 0) from all_messages where is_test)
    union all
    -- Zendesk keeps deleted tickets as such.
    select
        'zendesk', 'ticket', 'fct_tickets',
        (select count(*) from tickets), 0, (select count(*) from all_tickets where is_deleted or is_test)
    union all
    select
        'surveys', 'nps_response', 'fct_survey_answers',
        (select count(*) from answers), 0, (select count(*) from all_answers where not is_valid)
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
