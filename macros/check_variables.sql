{#-
  Before a run: each variable of dbt_project.yml holds what it may. Most others would give numbers without a word: a
  list that is a text is taken letter by letter, an unknown source of purchases has none.
-#}
{% macro check_variables() %}
    {%- set choices = {
        'mql_rule': ['crm', 'score'],
        'opportunity_link': ['account', 'person'],
        'purchase_source': ['auto', 'billing', 'crm'],
        'cost_allocation_rule': ['ad_spend', 'leads'],
        'renewals_are_purchases': [true, false],
    } -%}
    {%- set numbers = {
        0: [
            'fx_carry_days', 'lead_session_days', 'mql_score_threshold', 'lead_score_days', 'lead_silence_days',
            'response_sla_minutes', 'buying_group_min', 'cohort_maturity_days', 'deal_after_bill_days', 'mrr_grace_days',
            'attribution_window_days', 'email_maturity_days', 'email_to_mql_days', 'email_conversion_days',
            'email_conversion_maturity_days', 'machine_open_msec', 'forecast_min_months', 'forecast_min_backtests',
        ],
        1: [
            'fiscal_year_first_month', 'shared_visitor_people', 'shared_address_records', 'forecast_months',
            'forecast_window_months',
        ],
    } -%}
    {%- set lists = [
        'landing_date_formats', 'test_email_patterns', 'lead_events', 'conversion_events', 'cta_shown_events',
        'subscription_actions', 'billed_invoice_statuses', 'platform_cost_categories', 'unsent_quote_statuses', 'email_conversion_events',
        'machine_user_agents', 'renewal_deal_types', 'customer_deal_types',
    ] -%}
    {%- for name, known in choices.items() if var(name) not in known or var(name) is integer -%}
        {%- do refuse_variable(name, 'is ' ~ known | join(' or ') | lower) -%}
    {%- endfor -%}
    {%- for least, names in numbers.items() -%}
        {%- for name in names if var(name) is not integer or var(name) < least -%}
            {%- do refuse_variable(name, 'is a whole number from ' ~ least ~ ' up') -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name in ['significance_level', 'flat_change', 'target_tolerance'] -%}
        {%- if var(name) is not number or var(name) is boolean or not 0 <= var(name) <= 1 -%}
            {%- do refuse_variable(name, 'is a share, a number from 0 to 1') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name in lists if var(name) is string or var(name) is mapping or var(name) is not iterable -%}
        {%- do refuse_variable(name, 'is a list, in brackets') -%}
    {%- endfor -%}
    {%- for category in var('platform_cost_categories') if modules.re.search('[A-Z -]', category) -%}
        {%- do refuse_variable('platform_cost_categories', 'is in lower case, with `_` between words') -%}
    {%- endfor -%}
    {%- set known = landing_tables() -%}
    {%- for connector, is_on in var('connectors').items() if connector not in known or is_on is not boolean -%}
        {%- do refuse_variable('connectors', 'says true or false of ' ~ known | join(', ')) -%}
    {%- endfor -%}
    {%- do check_calendar() -%}
    {%- do check_currencies() -%}
{% endmacro %}


{#- What the variables of time hold. -#}
{% macro check_calendar() %}
    {%- if var('fiscal_year_first_month') > 12 -%}
        {%- do refuse_variable('fiscal_year_first_month', 'is the number of a month, from 1 to 12') -%}
    {%- endif -%}
    {%- if var('reporting_timezone') not in modules.pytz.all_timezones -%}
        {%- do refuse_variable('reporting_timezone', 'is the name of a time zone, such as UTC or Europe/Berlin') -%}
    {%- endif -%}
    {%- if var('as_of') is not none and not is_day(var('as_of') | string) -%}
        {%- do refuse_variable('as_of', 'is a day, written as 2026-06-30, or null') -%}
    {%- endif -%}
{% endmacro %}


{#- Whether a text is a day of the calendar as ISO 8601 writes it. -#}
{% macro is_day(text) %}
    {%- set parts = modules.re.match('([12][0-9]{3})-(0[1-9]|1[0-2])-([0-3][0-9])$', text) -%}
    {%- if not parts -%}
        {%- do return(false) -%}
    {%- endif -%}
    {%- set next_month = modules.datetime.date(
        parts.group(1) | int + parts.group(2) | int // 12, parts.group(2) | int % 12 + 1, 1
    ) -%}
    {%- set last_day = (next_month - modules.datetime.timedelta(1)).day -%}
    {%- do return(1 <= parts.group(3) | int <= last_day) -%}
{% endmacro %}


{#- What the variables of money hold. -#}
{% macro check_currencies() %}
    {%- set code = '[A-Z]{3}$' -%}
    {%- if not modules.re.match(code, var('reporting_currency') | string) -%}
        {%- do refuse_variable('reporting_currency', 'is a currency by its three capital letters, such as USD') -%}
    {%- endif -%}
    {%- set default = var('default_currency') -%}
    {%- if default not in (none, 'reporting') and not modules.re.match(code, default | string) -%}
        {%- do refuse_variable('default_currency', 'is a currency by its three capital letters, reporting or null') -%}
    {%- endif -%}
{% endmacro %}


{#- The sentence that stops a run for a variable. -#}
{% macro refuse_variable(name, rule) %}
    {%- do exceptions.raise_compiler_error(
        "The variable `" ~ name ~ "` in dbt_project.yml " ~ rule ~ "; it can't be " ~ tojson(var(name) | string) ~ "."
    ) -%}
{% endmacro %}
