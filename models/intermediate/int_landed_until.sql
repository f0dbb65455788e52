{#- What each system tells a day by: of the CRM any record, so that a month without a deal won is still known. -#}
{%- set days = [
    ('web', 'int_sessions', 'case when ' ~ is_of_the_site() ~ ' then ' ~ reporting_date('started_at') ~ ' end'),
    ('crm', 'stg_salesforce__lead', reporting_date('created_at')),
    ('crm', 'int_lead_statuses', reporting_date('told_at')),
    ('crm', 'int_opportunities', 'opened_date'),
    ('crm', 'int_opportunities', 'closed_date'),
    ('crm', 'int_opportunity_changes', reporting_date('told_at')),
    ('crm', 'int_sales_activities', reporting_date('created_at')),
    ('crm', 'int_campaign_responses', reporting_date('added_at')),
    ('billing', 'int_invoices', 'invoice_date'),
] -%}
{%- set next_due_date = dbt.dateadd('day', 1, 'billing_span.none_due_until_date') -%}
with

span as (
    select * from {{ ref('int_data_span') }}
),

billing_span as (
    select * from {{ ref('int_billing_span') }}
),

purchases as (
    select max(purchase_source) as purchase_source from {{ ref('int_purchases') }}
),

told as (
    {%- for system, model, day in days %}
    select
        '{{ system }}' as system_name,
        {{ day }} as told_date
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- What is planned, and a slip of the finger, lie after all that has happened.
last_told as (
    select
        max(case when told.system_name = 'web' then told.told_date end) as web_date,
        max(case when told.system_name = 'crm' then told.told_date end) as crm_date,
        max(case when told.system_name = 'billing' then told.told_date end) as billing_date
    from told
    inner join span on told.told_date <= span.last_date
),

-- While no bill is due, none is missing; once one is, its whole month is.
bills as (
    select
        case
            when billing_span.none_due_until_date < span.as_of_date
                then {{ dbt.dateadd('day', -1, dbt.date_trunc('month', next_due_date)) }}
            else billing_span.none_due_until_date
        end as none_missing_until_date
    from billing_span
    cross join span
),

-- Without a CRM leads are told of by the forms of the site. `greatest` and `least` skip nulls.
sources as (
    select
        last_told.web_date,
        coalesce(last_told.crm_date, last_told.web_date) as leads_date,
        last_told.crm_date as deals_date,
        case purchases.purchase_source
            when 'billing' then greatest(last_told.billing_date, bills.none_missing_until_date)
            when 'crm' then last_told.crm_date
        end as purchases_date
    from last_told
    cross join purchases
    cross join bills
),

-- Who became a customer, a deal tells or a purchase: where either is missing, some are. `least` skips nulls, too.
landed_until as (
    select
        cast({{ dbt.last_day('web_date', 'month') }} as date) as web_until,
        cast({{ dbt.last_day('leads_date', 'month') }} as date) as leads_until,
        cast({{ dbt.last_day('deals_date', 'month') }} as date) as deals_until,
        cast({{ dbt.last_day('purchases_date', 'month') }} as date) as purchases_until,
        cast({{ dbt.last_day('least(deals_date, purchases_date)', 'month') }} as date) as sales_until,
        cast({{ dbt.last_day('least(web_date, deals_date)', 'month') }} as date) as touches_until
    from sources
)

select * from landed_until
