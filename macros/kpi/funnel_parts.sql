{#-
  What funnel_daily is stacked of: {segments, parts, zero_where}.
    segments    {column: what stands there where a source does not know it}
    parts       the sources: which measures each counts, on which of its days, and which segments it knows besides
                channel, campaign and program
    zero_where  {source: measures that are 0 where it has landed and nothing happened}
-#}
{% macro funnel_parts() %}
    {%- set segments = {
        'channel': none, 'campaign_id': none, 'program': '(none)', 'region': 'Unknown', 'industry': 'Unknown',
        'company_size': 'Unknown', 'persona': 'Unknown', 'business_unit': 'Unknown', 'product': '(none)',
        'creative': '(none)', 'keyword': '(none)', 'landing_page': '(none)', 'network': '(none)',
    } -%}
    {%- set web = ['creative', 'keyword', 'landing_page', 'network'] -%}
    {%- set who = ['region', 'industry', 'company_size'] -%}
    {#- What each source counts, on which day, and what it knows the segments of besides channel and campaign. -#}
    {%- set parts = [
        {'of': 'ads', 'day': 'report_date', 'knows': ['region'] + web[:2] + ['network'], 'measures': {
            'impressions': 'sum(impressions)', 'clicks': 'sum(clicks)', 'spend': 'sum(spend)',
            'marketing_cost': 'sum(spend)', 'acquisition_cost': 'sum(spend)', 'full_cost': 'sum(spend)'}},
        {'of': 'sessions', 'day': 'session_date', 'knows': web + ['region'], 'measures': {'sessions': 'count(*)'}},
        {'of': 'leads', 'day': 'lead_date', 'knows': web + who + ['persona'], 'measures': {'leads': 'count(*)'}},
        {'of': 'leads', 'day': 'mql_date', 'knows': web + who + ['persona'], 'measures': {'mqls': 'count(*)'}},
        {'of': 'leads', 'day': 'sql_date', 'knows': web + who + ['persona'], 'measures': {'sqls': 'count(*)'}},
        {'of': 'opportunities', 'day': 'opened_date', 'knows': who + ['business_unit'], 'measures': {
            'opportunities': 'count(*)'}},
        {'of': 'won_deals', 'day': 'closed_date', 'knows': who + ['business_unit'], 'measures': {
            'won_deals': 'count(*)', 'won_deals_without_lead': 'count_if(leads = 0)'}},
        {'of': 'customers', 'day': 'won_date', 'knows': who + ['persona', 'business_unit'], 'measures': {
            'new_customers': 'count(*)'}},
        {'of': 'purchases', 'day': 'purchase_date', 'knows': who, 'measures': {
            'repeat_buyers': 'count_if(purchase_number = 2)'}},
        {'of': 'margins', 'day': 'margin_date', 'knows': who + ['business_unit', 'product'], 'measures': {
            'revenue': 'sum(revenue)', 'gross_margin': 'sum(gross_margin)'}},
        {'of': 'ledger', 'day': 'cost_date', 'knows': ['region', 'industry', 'business_unit', 'product'],
         'unknown': 'unallocated', 'measures': {
            'marketing_cost': "sum(case when cost_group = 'marketing' then cost end)",
            'sales_cost': "sum(case when cost_group = 'sales' then cost end)",
            'acquisition_cost': "sum(case when cost_group in ('marketing', 'sales') then cost end)",
            'cost_to_serve': "sum(case when cost_group = 'cost_to_serve' then cost end)",
            'full_cost': 'sum(cost)'}},
        {'of': 'spread_costs', 'day': 'cost_date', 'knows': who + ['persona'], 'unknown': 'unallocated', 'measures': {
            'spread_cost': 'sum(spread_cost)'}},
        {'of': 'deal_touches', 'day': 'opened_date', 'knows': who + ['business_unit'], 'measures': {
            'marketing_sourced_pipeline': 'sum(marketing_sourced_pipeline)',
            'marketing_influenced_pipeline': 'sum(marketing_influenced_pipeline)'}},
        {'of': 'deal_touches', 'day': 'closed_date', 'knows': who + ['business_unit'], 'measures': {
            'marketing_sourced_revenue': 'sum(marketing_sourced_revenue)',
            'marketing_influenced_revenue': 'sum(marketing_influenced_revenue)',
            'marketing_sourced_customers': 'sum(marketing_sourced_customers)'}},
        {'of': 'credits', 'day': 'conversion_date', 'knows': web + who, 'measures': {
            'ad_attributed_revenue': 'sum(ad_attributed_revenue)', 'email_attributed_revenue': 'sum(email_attributed_revenue)',
            'social_attributed_revenue': 'sum(social_attributed_revenue)'}},
    ] -%}
    {#- Where one of these has landed, what did not happen is 0. The cost of a lead or customer of a channel that no cost
        is assigned to is unknown, not 0; the cost of all that a channel brought is only ever taken off. -#}
    {%- set zero_where = {
        'sessions': ['sessions'], 'leads': ['leads', 'mqls', 'sqls'],
        'opportunities': ['opportunities', 'won_deals', 'won_deals_without_lead'], 'customers': ['new_customers'],
        'purchases': ['revenue', 'repeat_buyers'], 'ledger': ['gross_margin', 'full_cost'],
        'touched_deals': [
            'marketing_sourced_pipeline', 'marketing_influenced_pipeline', 'marketing_sourced_revenue',
            'marketing_influenced_revenue', 'marketing_sourced_customers', 'ad_attributed_revenue',
            'email_attributed_revenue', 'social_attributed_revenue'],
    } -%}
    {%- do return({'segments': segments, 'parts': parts, 'zero_where': zero_where}) -%}
{% endmacro %}
