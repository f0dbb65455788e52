{%- set segments = ['channel', 'industry', 'company_size', 'region'] -%}
{%- set counts = ['customers_change', 'customers_moved', 'churned', 'ended_days'] -%}
{%- set amounts = ['mrr_change', 'mrr_moved'] -%}
{%- set shares = {'purchases_change': 15, 'purchases_once': 15, 'revenue_change': 12, 'revenue_once': 12} -%}
with

mrr_changes as (
    select * from {{ ref('int_mrr_changes') }}
),

purchase_changes as (
    select * from {{ ref('int_purchase_changes') }}
),

customers as (
    select * from {{ ref('fct_customers') }} where subscribed_date is not null
),

typed as (
    select
        *,
        -- What was there when the landing begins is there at the start of its first day.
        greatest(change_date, observed_from_date) as date_day,
        case when movement_type = 'opening' then 0 else 1 end as is_movement,
        case when movement_type = 'churn' then 1 else 0 end as churned,
        {{ dbt.datediff('greatest(customer_since_date, observed_from_date)', 'change_date', 'day') }}
            as days_as_customer
    from mrr_changes
),

changes as (
    select
        account_id,
        date_day,
        customers_change,
        customers_change * is_movement as customers_moved,
        churned,
        days_as_customer * churned as ended_days,
        mrr_change,
        mrr_change * is_movement as mrr_moved,
        {%- for share in shares %}
        0 as {{ share }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from typed

    union all

    select
        account_id,
        change_date as date_day,
        {%- for other in counts + amounts %}
        0 as {{ other }},
        {%- endfor %}
        {{ shares | join(',\n        ') }}
    from purchase_changes
),

summed as (
    select
        changes.date_day,
        {%- for segment in segments %}
        customers.{{ segment }},
        {%- endfor %}
        {%- for count in counts %}
        cast(sum(changes.{{ count }}) as bigint) as {{ count }},
        {%- endfor %}
        {%- for amount in amounts %}
        cast(sum(changes.{{ amount }}) as decimal(28, 6)) as {{ amount }},
        {%- endfor %}
        {%- for share, digits in shares.items() %}
        cast(sum(changes.{{ share }}) as decimal(28, {{ digits }})) as {{ share }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from changes
    inner join customers on changes.account_id = customers.account_id
    group by changes.date_day{% for segment in segments %}, customers.{{ segment }}{% endfor %}
)

select * from summed
