{#-
  The system of int_landed_until, or source of int_awaited_sources, that tells what a simple metric counts: of its mart,
  or where that has several, of the metric itself or the measure of funnel_daily that it aggregates; none where no
  system tells by month. Cost has its ledger (`needs_ledger`), and what is prepared by period is so as far as bills tell.

  Arguments:
    funnel_systems  those of the measures (funnel_parts), which the caller looks up once
-#}
{% macro system_of(metric, funnel_systems) %}
    {%- set systems = told_by_system() -%}
    {%- set mart = mart_of(metric) -%}
    {%- if mart != 'funnel_daily' -%}
        {%- do return(systems.metrics.get(metric.name, systems.marts.get(mart))) -%}
    {%- endif -%}
    {%- for measure, system in funnel_systems.items() -%}
        {%- if modules.re.search('\\b' ~ measure ~ '\\b', metric_input(metric)) -%}
            {%- do return(system) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(none) -%}
{% endmacro %}


{#- {marts, metrics}: which system tells of each. -#}
{% macro told_by_system() %}
    {%- do return({
        'marts': {
            'fct_sessions': 'web',
            'fct_cta_sessions': 'web',
            'fct_content_sessions': 'web',
            'social_traffic_daily': 'web',
            'fct_leads': 'leads',
            'fct_sqls': 'leads',
            'fct_lead_stages': 'touches',
            'fct_lead_responses': 'leads',
            'attribution_returns': 'touches',
            'attribution_credits': 'touches',
            'fct_opportunities': 'deals',
            'fct_deal_quotes': 'deals',
            'fct_buying_groups': 'touches',
            'pipeline_periods': 'deals',
            'fct_account_funnel': 'sales',
            'fct_customers': 'sales',
            'fct_purchases': 'purchases',
            'fct_email_messages': 'mail',
            'fct_tickets': 'tickets',
            'fct_search_performance': 'search',
            'fct_search_impression_share': 'ads',
            'fct_social_posts': 'social',
            'fct_social_performance': 'social',
        },
        'metrics': {
            'ad_click_sessions_with_lead': 'leads',
            'lead_sessions': 'leads',
            'lead_visitors': 'leads',
            'email_mqls': 'leads',
            'email_recipients_converted': 'web',
            'repeat_customers': 'purchases',
            'customers_lost': 'purchases',
            'customers_retained': 'purchases',
            'mrr_retained': 'purchases',
            'model_ad_spend': 'ads',
        },
    }) -%}
{% endmacro %}
