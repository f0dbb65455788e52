{%- set ids = staged_ids() -%}
{%- set priced = [
    ('google_ads', 'keyword_stats', 'int_keyword_performance', 'keyword_id', 'report_date', 'fx_rate is null'),
    ('salesforce', 'opportunity', 'int_opportunities', 'opportunity_id', 'coalesce(closed_date, opened_date)',
     'not is_convertible'),
    ('stripe', 'invoice', 'int_invoices', 'invoice_id', 'invoice_date', 'is_billed and fx_rate is null'),
    ('salesforce', 'quote', 'int_quotes', 'quote_id', 'quote_date', 'not is_convertible'),
    ('finance', 'cost_ledger', 'int_cost_entries', 'entry_id', 'entry_date',
     'fx_rate is null and not is_platform_bill'),
    ('finance', 'budget', 'int_budgets', 'budget_id', 'rate_date', 'fx_rate is null'),
    ('seo', 'keyword_position', 'int_keyword_positions', 'keyword', 'position_date', 'not is_convertible'),
] -%}
with

unreadable as (
    {%- for connector, tables in landing_tables().items() %}
    {%- set last_connector = loop.last %}
    {%- for table in tables %}
    select
        '{{ connector }}' as connector,
        '{{ table }}' as table_name,
        cast({{ ids.get('stg_' ~ connector ~ '__' ~ table, 'null') }} as {{ dbt.type_string() }}) as record_id,
        _reason as reason
    from {{ ref('stg_' ~ connector ~ '__' ~ table) }}
    where _fate = 'quarantined'
    {{ 'union all' if not (loop.last and last_connector) }}
    {%- endfor %}
    {%- endfor %}
),

ads as (
    select * from {{ ref('int_ad_performance') }} where fx_rate is null
),

invoice_lines as (
    select * from {{ ref('int_invoice_lines') }} where not has_invoice or (is_billed and fx_rate is null)
),

survey_answers as (
    select * from {{ ref('int_survey_answers') }} where not is_valid
),

targets as (
    select * from {{ ref('int_kpi_targets') }} where is_repeated or not is_reachable
),

unconverted as (
    select
        platform as connector,
        case platform
            {%- for platform, table in ad_tables() %}
            when '{{ platform }}' then '{{ table }}'
            {%- endfor %}
        end as table_name,
        ad_id as record_id,
        {{ missing_rate('currency', 'report_date') }} as reason
    from ads

    union all

    select
        'stripe' as connector,
        'invoice_line_item' as table_name,
        line_id as record_id,
        case
            when not has_invoice then 'its invoice has not landed, was deleted or can''t be read'
            else {{ missing_rate('currency', 'invoice_date') }}
        end as reason
    from invoice_lines
    {%- for connector, table, model, id, day, is_missing in priced %}

    union all

    select
        '{{ connector }}' as connector,
        '{{ table }}' as table_name,
        {{ id }} as record_id,
        {{ missing_rate('currency', day) }} as reason
    from {{ ref(model) }}
    where {{ is_missing }}
    {%- endfor %}
),

off_scale as (
    select
        'surveys' as connector,
        'nps_response' as table_name,
        response_id as record_id,
        case
            when question_kind in ('nps', 'csat')
                then 'score ' || cast(score as {{ dbt.type_string() }}) || ' is not on the scale of ' || question_kind
            else 'question_kind is ' || question_kind || ', not nps or csat'
        end as reason
    from survey_answers
),

planned as (
    select
        'planning' as connector,
        'kpi_target' as table_name,
        kpi as record_id,
        'target of ' || segment || ' ' || segment_value || ' from ' || cast(period_start as {{ dbt.type_string() }})
        || ' by ' || grain
        || case
            when is_reachable then ' is there twice, by another name: keep one'
            else ' is out of reach: a rate is a share, 0.8 and not 80'
        end as reason
    from targets
),

quarantined as (
    select * from unreadable
    union all
    select * from unconverted
    union all
    select * from off_scale
    union all
    select * from planned
)

select * from quarantined
