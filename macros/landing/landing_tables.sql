{#- All tables of the landing contract, by connector; at parse time dbt does not know the sources yet. -#}
{% macro landing_tables() %}
    {%- do return({
        'salesforce': [
            'lead', 'lead_history', 'contact', 'account', 'opportunity', 'opportunity_history',
            'opportunity_contact_role', 'campaign', 'campaign_member', 'task', 'event', 'quote', 'user',
        ],
        'google_ads': [
            'account_history', 'campaign_history', 'ad_group_history', 'ad_history', 'ad_group_criterion_history',
            'campaign_stats', 'ad_stats', 'keyword_stats',
        ],
        'linkedin_ads': [
            'account_history', 'campaign_group_history', 'campaign_history', 'creative_history',
            'ad_analytics_by_creative',
        ],
        'facebook_ads': [
            'account_history', 'campaign_history', 'ad_set_history', 'ad_history', 'creative_history', 'basic_ad',
            'basic_ad_actions',
        ],
        'ga4': ['event'],
        'stripe': ['customer', 'invoice', 'invoice_line_item', 'price', 'product', 'subscription'],
        'finance': ['cost_ledger', 'budget'],
        'planning': ['kpi_target', 'team_hours'],
        'google_search_console': ['keyword_page_report'],
        'organic_social': ['post', 'post_metrics'],
        'seo': ['backlink', 'keyword_position'],
        'content': ['article'],
        'hubspot': [
            'email_campaign', 'email_event', 'email_event_open', 'email_event_click', 'email_event_status_change',
        ],
        'zendesk': ['ticket', 'ticket_field_history', 'organization', 'user', 'satisfaction_rating'],
        'surveys': ['nps_response'],
    }) -%}
{% endmacro %}


{#- The tables of the ad platforms that tell what was spent on an ad and day. -#}
{% macro ad_tables() %}
    {%- do return([
        ('google_ads', 'ad_stats'),
        ('linkedin_ads', 'ad_analytics_by_creative'),
        ('facebook_ads', 'basic_ad'),
    ]) -%}
{% endmacro %}


{#- {channel: the ad platforms whose bills it stands on}: an account is billed as a whole, whatever its campaigns are. -#}
{% macro billing_platforms() %}
    {%- set billing = {'Paid Social': ['linkedin_ads', 'facebook_ads']} -%}
    {%- for channel in ['Paid Search', 'Paid Video', 'Paid Shopping', 'Display', 'Cross-network'] -%}
        {%- do billing.update({channel: ['google_ads']}) -%}
    {%- endfor -%}
    {%- do return(billing) -%}
{% endmacro %}


{#-
  How many rows a table has landed with, lines of a CSV file that are no rows included, as the end of a select; 0 where
  it has not landed.
-#}
{% macro landed_rows(connector, table) %}
    {%- set landed = landed_table(connector, table) -%}
    {%- if not execute or landed.relation is none -%}
        0 as landed_rows
    {%- else -%}
        count(*) + {{ landed.rejected | length }} as landed_rows
    from {{ landed.relation }} as landed
    {%- endif -%}
{% endmacro %}


{#- The id column of each staging model: {model name: column}. It is the first that its YAML describes. -#}
{% macro staged_ids() %}
    {%- set ids = {} -%}
    {%- for node in graph.get('nodes', {}).values() if node.name.startswith('stg_') and node.resource_type == 'model' -%}
        {%- do ids.update({node.name: node.columns.keys() | first}) -%}
    {%- endfor -%}
    {%- do return(ids) -%}
{% endmacro %}
