{#- A table's money in staging; its conformed model, the money there, what is set aside and what left out; its mart. -#}
{%- set tables = [
    ('salesforce', 'opportunity', 'amount', 'int_opportunities', 'amount', 'not is_convertible', 'false',
     'fct_opportunities', 'amount_source'),
    ('salesforce', 'quote', 'coalesce(total_price, grand_total)', 'int_quotes', 'price', 'not is_convertible', 'false',
     'fct_quotes', 'price_source'),
    ('finance', 'cost_ledger', 'amount', 'int_cost_entries', 'amount', 'fx_rate is null and not is_platform_bill',
     'is_platform_bill', 'fct_costs', "case when cost_source = 'ledger' then amount_source end"),
    ('finance', 'budget', 'amount', 'int_budgets', 'amount', 'fx_rate is null', 'false',
     'fct_budgets', 'budget_source'),
] -%}
with

ads as (
    select * from {{ ref('fct_ad_performance') }} where report_rows > 0
),

all_ads as (
    select * from {{ ref('int_ad_performance') }} where report_rows > 0
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

purchases as (
    select * from {{ ref('fct_purchases') }}
),

staged_invoices as (
    select
        staged._fate,
        {{ untaxed_minor('staged') }} / power(10, coalesce(currencies.minor_units, 2)) as amount
    from {{ ref('stg_stripe__invoice') }} as staged
    left join {{ ref('currencies') }} as currencies on staged.currency = currencies.currency
),

invoices as (
    select * from {{ ref('int_invoices') }}
),

all_lines as (
    select * from {{ ref('int_invoice_lines') }}
),

staged_lines as (
    select
        lines._fate,
        {{ major_units('lines.amount_minor', 'currencies.minor_units') }} as amount
    from {{ ref('stg_stripe__invoice_line_item') }} as lines
    left join {{ ref('currencies') }} as currencies on lines.currency = currencies.currency
),

amounts as (
    {%- for platform, table in ad_tables() %}
    select
        '{{ platform }}' as connector,
        '{{ table }}' as table_name,
        (select sum(spend) from {{ ref('stg_' ~ platform ~ '__' ~ table) }}) as landed_amount,
        (select sum(spend) from {{ ref('stg_' ~ platform ~ '__' ~ table) }} where _fate <> 'kept') as removed_amount,
        (select sum(spend) from all_ads where platform = '{{ platform }}' and fx_rate is null) as quarantined_amount,
        -- What LinkedIn states in dollars where its account's currency is unknown.
        (select sum(spend_landed - spend) from all_ads where platform = '{{ platform }}') as excluded_amount,
        (select sum(spend_source) from ads where platform = '{{ platform }}') as mart_amount
    union all
    {%- endfor %}
    -- What was won and what was bought, in the reporting currency: where billing says what was bought, deals do not.
    select
        'salesforce', 'won opportunities',
        (select sum(amount) from opportunities where outcome = 'won'),
        0,
        0,
        (
            select sum(amount) from opportunities
            where
                outcome = 'won'
                and (closed_date is null or exists (select 1 from purchases where purchase_source = 'billing'))
        ),
        (select sum(revenue) from purchases where purchase_source = 'crm')
    union all
    select
        'stripe', 'invoice',
        (select sum(cast(amount as decimal(28, 6))) from staged_invoices),
        (select sum(cast(amount as decimal(28, 6))) from staged_invoices where _fate <> 'kept'),
        (select sum(amount) from invoices where is_billed and fx_rate is null),
        (select sum(credited_amount + case when is_billed then 0 else amount end) from invoices),
        (select sum(amount) from invoices where is_billed and fx_rate is not null)
    {%- for connector, table, staged, model, amount, is_quarantined, is_excluded, mart, kept in tables %}
    union all
    select
        '{{ connector }}', '{{ table }}',
        (select sum({{ staged }}) from {{ ref('stg_' ~ connector ~ '__' ~ table) }}),
        (select sum({{ staged }}) from {{ ref('stg_' ~ connector ~ '__' ~ table) }} where _fate <> 'kept'),
        (select sum({{ amount }}) from {{ ref(model) }} where {{ is_quarantined }}),
        (select sum({{ amount }}) from {{ ref(model) }} where {{ is_excluded }}),
        (select sum({{ kept }}) from {{ ref(mart) }})
    {%- endfor %}
    union all
    select
        'stripe', 'invoice_line_item',
        (select sum(amount) from staged_lines),
        (select sum(amount) from staged_lines where _fate <> 'kept'),
        (select sum(amount) from all_lines where not has_invoice or (is_billed and fx_rate is null)),
        (select sum(amount) from all_lines where has_invoice and not is_billed),
        (select sum(amount) from {{ ref('fct_invoice_lines') }})
),

typed as (
    select
        connector,
        table_name,
        {%- for part in ['landed', 'removed', 'quarantined', 'excluded', 'mart'] %}
        cast(coalesce({{ part }}_amount, 0) as decimal(28, 6)) as {{ part }}_amount{% if not loop.last %},{% endif %}
        {%- endfor %}
    from amounts
),

checked as (
    select
        *,
        cast(landed_amount - removed_amount - quarantined_amount - excluded_amount - mart_amount as decimal(28, 6))
            as difference
    from typed
)

select * from checked
