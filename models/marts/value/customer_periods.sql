{%- set segments = ['channel', 'industry', 'company_size', 'region'] -%}
{%- set stocks = [
    'churned_to_date', 'ended_days_to_date', 'customer_days_to_date', 'customer_days_12m', 'purchases_12m',
    'revenue_12m',
] -%}
with

customer_days as (
    select * from {{ ref('customer_days') }}
),

period_days as (
    select * from {{ ref('dim_period_days') }}
),

changes as (
    select * from {{ ref('int_mrr_changes') }} where movement_type <> 'opening'
),

customers as (
    select * from {{ ref('fct_customers') }}
),

billing_span as (
    select * from {{ ref('int_billing_span') }}
),

-- The first period begins on the first day that has landed, a running one is told of up to the last that bills tell of.
bounds as (
    select
        period_days.*,
        period_days.is_first_day or period_days.date_day = billing_span.observed_from_date as is_start,
        period_days.is_last_day
        or (period_days.date_day = billing_span.known_until_date and not period_days.is_complete) as is_end
    from period_days
    cross join billing_span
    where
        period_days.is_first_day
        or period_days.is_last_day
        or period_days.date_day in (billing_span.observed_from_date, billing_span.known_until_date)
),

held as (
    select
        bounds.grain,
        bounds.period_start,
        bool_or(bounds.is_complete) as is_complete,
        {%- for segment in segments %}
        customer_days.{{ segment }},
        {%- endfor %}
        max(case when bounds.is_start then customer_days.customers_at_start end) as customers_at_start,
        max(case when bounds.is_end then customer_days.customers_at_end end) as customers_at_end,
        max(case when bounds.is_start then customer_days.mrr_at_start end) as mrr_at_start,
        {%- for stock in stocks %}
        max(case when bounds.is_end then customer_days.{{ stock }} end) as {{ stock }},
        {%- endfor %}
        max(case when bounds.is_end then customer_days.mrr_at_end end) as mrr_at_end
    from customer_days
    inner join bounds on customer_days.date_day = bounds.date_day
    group by bounds.grain, bounds.period_start{% for segment in segments %}, customer_days.{{ segment }}{% endfor %}
    having bool_or(bounds.is_end)
),

-- Only accounts of which anything changed; what all others pay at the start they pay at the end.
account_periods as (
    select
        changes.account_id,
        period_days.grain,
        period_days.period_start,
        min_by(changes.movement_type, changes.change_date) as first_movement,
        min_by(changes.mrr_before, changes.change_date) as mrr_before,
        max_by(changes.mrr_after, changes.change_date) as mrr_after
    from changes
    inner join period_days on changes.change_date = period_days.date_day
    group by changes.account_id, period_days.grain, period_days.period_start
),

moved as (
    select
        *,
        mrr_after - mrr_before as mrr_change,
        case
            when mrr_before > 0 and mrr_after <= 0 then 'churn'
            when mrr_before <= 0 and mrr_after > 0 and first_movement = 'new' then 'new'
            when mrr_before <= 0 and mrr_after > 0 then 'reactivation'
            when mrr_after > mrr_before then 'expansion'
            else 'contraction'
        end as movement
    from account_periods
),

moves as (
    select
        moved.grain,
        moved.period_start,
        {%- for segment in segments %}
        customers.{{ segment }},
        {%- endfor %}
        count(*) filter (where moved.movement = 'churn') as customers_lost,
        {%- for movement in ['new', 'expansion', 'contraction', 'churn', 'reactivation'] %}
        sum(moved.mrr_change) filter (where moved.movement = '{{ movement }}') as {{ movement }}_amount
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from moved
    inner join customers on moved.account_id = customers.account_id
    group by moved.grain, moved.period_start{% for segment in segments %}, customers.{{ segment }}{% endfor %}
),

periods as (
    select
        held.*,
        coalesce(moves.customers_lost, 0) as customers_lost,
        held.customers_at_start - coalesce(moves.customers_lost, 0) as customers_retained,
        cast(coalesce(moves.new_amount, 0) as decimal(28, 6)) as mrr_new,
        cast(coalesce(moves.expansion_amount, 0) as decimal(28, 6)) as mrr_expansion,
        cast(-coalesce(moves.contraction_amount, 0) as decimal(28, 6)) as mrr_contraction,
        cast(-coalesce(moves.churn_amount, 0) as decimal(28, 6)) as mrr_churn,
        cast(coalesce(moves.reactivation_amount, 0) as decimal(28, 6)) as mrr_reactivation,
        cast(
            held.mrr_at_end - coalesce(moves.new_amount, 0) - coalesce(moves.reactivation_amount, 0) as decimal(28, 6)
        ) as mrr_retained
    from held
    left join moves using (grain, period_start, {{ segments | join(', ') }})
)

select * from periods
