{%- set ids = staged_ids() -%}
{%- set priced = [
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

keywords as (
    select * from {{ ref('int_keyword_performance') }} where fx_rate is null
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where not is_convertible
),

invoices as (
    select * from {{ ref('int_invoices') }} where is_billed and fx_rate is null
),

invoice_lines as (
    select * from {{ ref('int_invoice_lines') }} where not has_invoice or (is_billed and fx_rate is null)
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
        'google_ads' as connector,
        'keyword_stats' as table_name,
        keyword_id as record_id,
        {{ missing_rate('currency', 'report_date') }} as reason
    from keywords

    union all

    select
        'salesforce' as connector,
        'opportunity' as table_name,
        opportunity_id as record_id,
        {{ missing_rate('currency', 'coalesce(closed_date, opened_date)') }} as reason
    from opportunities

    union all

    select
        'stripe' as connector,
        'invoice' as table_name,
        invoice_id as record_id,
        {{ missing_rate('currency', 'invoice_date') }} as reason
    from invoices

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

quarantined as (
    select * from unreadable
    union all
    select * from unconverted
)

select * from quarantined
