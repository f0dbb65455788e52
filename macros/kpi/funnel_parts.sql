{#-
  What funnel_daily is stacked of: {segments, parts, measures, landed, systems, known}.
    segments    {column: what stands there where a source does not know it}
    parts       the sources: what a row of each adds to which measures, on which of its days, which segments it
                knows besides channel, campaign and program, and all segments as columns of a select
    measures    the measures of all parts
    landed      the first month of each source, as columns of a select
    systems     {measure: the system of int_landed_until or source of int_awaited_sources that tells of it}, of those of
                which one does
    known       {measure: what the table says of it, from the CTEs `summed`, `landed`, `landed_until` and
                `ledger_span`}: null where its source has not landed, not yet or no further, 0 where it has and nothing
                happened
-#}
{% macro funnel_parts() %}
    {%- set segments = {
        'channel': none, 'campaign_id': none, 'program': '(none)', 'region': 'Unknown', 'industry': 'Unknown',
        'company_size': 'Unknown', 'persona': 'Unknown', 'business_unit': 'Unknown', 'product': '(none)',
        'creative': '(none)', 'keyword': '(none)', 'landing_page': '(none)', 'network': '(none)',
    } -%}
    {%- set web = ['creative', 'keyword', 'landing_page', 'network'] -%}
    {%- set who = ['region', 'industry', 'company_size'] -%}
    {#- What a row of each source adds, on which day, and what it knows the segments of besides channel and campaign. -#}
    {%- set parts = [
        {'of': 'ads', 'day': 'report_date', 'knows': ['region'] + web[:2] + ['network'], 'unknown': 'unallocated',
         'measures': {
            'impressions': 'impressions', 'clicks': 'clicks', 'spend': 'spend',
            'marketing_cost': 'spend', 'marketing_outlay': 'spend', 'acquisition_cost': 'spend',
            'full_cost': 'spend'}},
        {'of': 'sessions', 'day': 'session_date', 'knows': web + ['region'], 'measures': {
            'sessions': '1', 'arrived_clicks': 'case when is_ad_click then 1 else 0 end'}},
        {'of': 'leads', 'day': 'lead_date', 'knows': web + who + ['persona'], 'measures': {'leads': '1'}},
        {'of': 'mql_leads', 'day': 'mql_date', 'knows': web + who + ['persona'], 'measures': {'mqls': '1'}},
        {'of': 'sql_leads', 'day': 'sql_date', 'knows': web + who + ['persona'], 'measures': {'sqls': '1'}},
        {'of': 'opportunities', 'day': 'opened_date', 'knows': who + ['business_unit'], 'measures': {
            'opportunities': '1'}},
        {'of': 'won_deals', 'day': 'closed_date', 'knows': who + ['business_unit'], 'measures': {
            'won_deals': '1', 'won_deals_without_lead': 'case when leads = 0 then 1 else 0 end'}},
        {'of': 'customers', 'day': 'acquired_date', 'knows': who + ['persona', 'business_unit'], 'measures': {
            'new_customers': '1'}},
        {'of': 'purchases', 'day': 'purchase_date', 'knows': who, 'measures': {
            'repeat_buyers': 'case when purchase_number = 2 then 1 else 0 end'}},
        {'of': 'margins', 'day': 'margin_date', 'knows': who + ['business_unit', 'product'], 'measures': {
            'revenue': 'case when purchase_id is not null then revenue end', 'gross_margin': 'gross_margin'}},
        {'of': 'ledger', 'day': 'cost_date', 'knows': ['region', 'industry', 'business_unit', 'product'],
         'unknown': 'unallocated', 'measures': {
            'marketing_cost': "case when cost_group = 'marketing' then cost end",
            'marketing_outlay': "case when cost_group = 'marketing' then cost end",
            'sales_cost': "case when cost_group = 'sales' then cost end",
            'acquisition_cost': "case when cost_group in ('marketing', 'sales') then cost end",
            'cost_to_serve': "case when cost_group = 'cost_to_serve' then cost end",
            'full_cost': 'cost'}},
        {'of': 'spread_costs', 'day': 'cost_date', 'knows': who + ['persona'], 'unknown': 'unallocated', 'measures': {
            'spread_cost': 'spread_cost'}},
        {'of': 'deal_touches', 'day': 'opened_date', 'knows': who + ['business_unit'], 'measures': {
            'marketing_sourced_pipeline': 'marketing_sourced_pipeline',
            'marketing_influenced_pipeline': 'marketing_influenced_pipeline'}},
        {'of': 'deal_touches', 'day': 'closed_date', 'knows': who + ['business_unit'], 'measures': {
            'marketing_sourced_revenue': 'marketing_sourced_revenue',
            'marketing_influenced_revenue': 'marketing_influenced_revenue',
            'marketing_sourced_customers': 'marketing_sourced_customers'}},
        {'of': 'credits', 'day': 'conversion_date', 'knows': web + who, 'measures': {
            'ad_attributed_revenue': 'ad_attributed_revenue', 'email_attributed_revenue': 'email_attributed_revenue',
            'social_attributed_revenue': 'social_attributed_revenue'}},
    ] -%}
    {#- From the month on in which one of these begins to land, by its day, to the last that its system tells of, what
        did not happen is 0. The cost of a lead or customer of a channel that no cost is assigned to is unknown, not 0;
        the cost of all that a channel brought is only ever taken off. -#}
    {%- set days = {
        'sessions': 'session_date', 'leads': 'lead_date', 'mql_leads': 'mql_date', 'sql_leads': 'sql_date',
        'opportunities': 'opened_date', 'sales': 'sale_date', 'purchases': 'purchase_date',
        'touched_deals': 'opened_date',
    } -%}
    {%- set until = {
        'sessions': 'web', 'leads': 'leads', 'mql_leads': 'leads', 'sql_leads': 'leads', 'opportunities': 'deals',
        'sales': 'sales', 'purchases': 'purchases', 'touched_deals': 'touches',
    } -%}
    {%- set zero_where = {
        'sessions': ['sessions', 'arrived_clicks'], 'leads': ['leads'], 'mql_leads': ['mqls'], 'sql_leads': ['sqls'],
        'opportunities': ['opportunities', 'won_deals', 'won_deals_without_lead'], 'sales': ['new_customers'],
        'purchases': ['revenue', 'repeat_buyers'], 'ledger': ['gross_margin', 'marketing_outlay', 'full_cost'],
        'touched_deals': [
            'marketing_sourced_pipeline', 'marketing_influenced_pipeline', 'marketing_sourced_revenue',
            'marketing_influenced_revenue', 'marketing_sourced_customers', 'ad_attributed_revenue',
            'email_attributed_revenue', 'social_attributed_revenue'],
    } -%}
    {%- set measures = [] -%}
    {%- for part in parts -%}
        {%- set columns = [] -%}
        {%- for segment, unknown in segments.items() -%}
            {%- if segment in ['channel', 'campaign_id', 'program'] + part.knows -%}
                {%- do columns.append(segment) -%}
            {%- else -%}
                {%- do columns.append("'" ~ (part.unknown or unknown) ~ "' as " ~ segment) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do part.update(segments=columns) -%}
        {%- do measures.extend(part.measures) -%}
    {%- endfor -%}
    {%- set landed = [] -%}
    {%- set sources = {} -%}
    {%- for source, names in zero_where.items() -%}
        {%- if source != 'ledger' -%}
            {%- set first_month = dbt.date_trunc('month', 'min(' ~ days[source] ~ ')') -%}
            {%- do landed.append('(select ' ~ first_month ~ ' from ' ~ source ~ ') as ' ~ source ~ '_from') -%}
        {%- endif -%}
        {%- for name in names -%}
            {%- do sources.update({name: source}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set systems = {'gross_margin': 'purchases', 'impressions': 'ads', 'clicks': 'ads', 'spend': 'ads'} -%}
    {%- for name, source in sources.items() if source in until -%}
        {%- do systems.update({name: until[source]}) -%}
    {%- endfor -%}
    {#- Before and after the months in which the ledger tells of a cost (int_ledger_span), it is unknown. -#}
    {%- set ledger_costs = {
        'marketing_cost': 'marketing_cost', 'marketing_outlay': 'marketing_cost', 'sales_cost': 'sales_cost',
        'acquisition_cost': 'acquisition_cost', 'cost_to_serve': 'cost_to_serve', 'gross_margin': 'cogs',
        'full_cost': 'full_cost',
    } -%}
    {#- Where one of the systems that tell of them has stopped, the other tells of a part. -#}
    {%- set of_several_systems = ['leads', 'mql_leads', 'sql_leads', 'sales'] -%}
    {#- After the last month of sales, goods have cost something for nothing that is known to be sold. -#}
    {%- set is_sold = 'coalesce(summed.date_day <= landed_until.purchases_until, true)' -%}
    {%- set counts = [
        'impressions', 'clicks', 'sessions', 'arrived_clicks', 'leads', 'mqls', 'sqls', 'opportunities', 'won_deals',
        'won_deals_without_lead', 'new_customers', 'repeat_buyers', 'marketing_sourced_customers',
    ] -%}
    {%- set known = {} -%}
    {%- for measure in measures | unique -%}
        {%- set value = 'summed.' ~ measure -%}
        {%- if measure in ledger_costs -%}
            {%- set span = 'ledger_span.' ~ ledger_costs[measure] -%}
            {%- set is_known = 'summed.date_day between ' ~ span ~ '_from and ' ~ span ~ '_until' -%}
            {%- set is_known = is_known ~ (' and ' ~ is_sold if measure == 'gross_margin' else '') -%}
            {%- set value = 'coalesce(' ~ value ~ ', 0)' if measure in zero_where.ledger else value -%}
            {%- set value = 'case when ' ~ is_known ~ ' then ' ~ value ~ ' end' -%}
        {%- elif measure in sources -%}
            {%- set source = sources[measure] -%}
            {%- set first, last = 'landed.' ~ source ~ '_from', 'landed_until.' ~ systems[measure] ~ '_until' -%}
            {%- set has_landed = 'summed.date_day between ' ~ first ~ ' and ' ~ last -%}
            {%- set value = 'coalesce(' ~ value ~ ', case when ' ~ has_landed ~ ' then 0 end)' -%}
            {%- if source in of_several_systems -%}
                {%- set value = 'case when coalesce(summed.date_day <= ' ~ last ~ ', true) then ' ~ value ~ ' end' -%}
            {%- endif -%}
        {%- endif -%}
        {%- set type = 'bigint' if measure in counts else 'decimal(28, 6)' -%}
        {%- do known.update({measure: 'cast(' ~ value ~ ' as ' ~ type ~ ')'}) -%}
    {%- endfor -%}
    {%- do return({
        'segments': segments, 'parts': parts, 'measures': measures | unique | list, 'landed': landed,
        'systems': systems, 'known': known,
    }) -%}
{% endmacro %}


{#- {measure of funnel_daily: the segments that a source of it knows, as columns}: by others all of it stands in one row. -#}
{% macro funnel_segments() %}
    {%- set known = {} -%}
    {%- for part in funnel_parts().parts -%}
        {%- for measure in part.measures -%}
            {%- do known.setdefault(measure, []).extend(['channel', 'campaign_id', 'program'] + part.knows) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(known) -%}
{% endmacro %}
