{%- set segments = ['product', 'channel', 'industry', 'company_size', 'region'] -%}
{%- set movements = {'new': '', 'expansion': '', 'contraction': '-', 'churn': '-', 'reactivation': ''} -%}
with

movements as (
    select * from {{ ref('fct_mrr_movements') }}
),

billing_span as (
    select * from {{ ref('int_billing_span') }}
),

period_days as (
    select * from {{ ref('dim_period_days') }}
),

openings as (
    select
        {{ segments | join(', ') }},
        coalesce(sum(amount) filter (where movement_type = 'opening'), 0) as mrr
    from movements
    group by {{ segments | join(', ') }}
),

-- A running period is told of up to the last day that bills tell of.
periods as (
    select
        period_days.grain,
        period_days.period_start,
        period_days.is_complete
    from period_days
    inner join billing_span
        on
            period_days.date_day >= billing_span.observed_from_date
            and period_days.date_day <= billing_span.known_until_date
    where
        period_days.is_last_day
        or (period_days.date_day = billing_span.known_until_date and not period_days.is_complete)
),

moved as (
    select
        period_days.grain,
        period_days.period_start,
        {%- for segment in segments %}
        movements.{{ segment }},
        {%- endfor %}
        {%- for movement, sign in movements.items() %}
        sum(case when movements.movement_type = '{{ movement }}' then {{ sign }}movements.amount else 0 end)
            as mrr_{{ movement }},
        {%- endfor %}
        sum(movements.amount) as mrr_change
    from movements
    inner join period_days on movements.movement_date = period_days.date_day
    where movements.movement_type <> 'opening'
    group by
        period_days.grain, period_days.period_start{% for segment in segments %}, movements.{{ segment }}{% endfor %}
),

-- Where the MRR of a week or a longer period is known, that nothing moved is known, too.
changed as (
    select
        periods.grain,
        periods.period_start,
        periods.is_complete,
        openings.*,
        {%- for movement in movements %}
        case when periods.grain = 'day' then moved.mrr_{{ movement }} else coalesce(moved.mrr_{{ movement }}, 0) end
            as mrr_{{ movement }},
        {%- endfor %}
        coalesce(moved.mrr_change, 0) as mrr_change
    from periods
    cross join openings
    left join moved using (grain, period_start, {{ segments | join(', ') }})
),

held as (
    select
        grain,
        period_start,
        is_complete,
        {{ segments | join(', ') }},
        {%- for movement in movements %}
        cast(mrr_{{ movement }} as decimal(28, 6)) as mrr_{{ movement }},
        {%- endfor %}
        cast(mrr_change as decimal(28, 6)) as mrr_change,
        cast(
            mrr + sum(mrr_change) over (
                partition by grain, {{ segments | join(', ') }} order by period_start
                rows between unbounded preceding and current row
            ) as decimal(28, 6)
        ) as mrr_at_end
    from changed
)

select * from held
