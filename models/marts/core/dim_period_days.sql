{%- set costs = ['marketing_cost', 'sales_cost', 'acquisition_cost', 'cogs', 'full_cost'] -%}
with

dates as (
    select * from {{ ref('dim_dates') }}
),

ledger as (
    select * from {{ ref('int_ledger_span') }}
),

span as (
    select * from {{ ref('int_data_span') }}
),

stacked as (
    {%- for grain in grains() %}
    select
        '{{ grain }}' as grain,
        {{ 'date_day' if grain == 'day' else grain ~ '_start_date' }} as period_start,
        date_day,
        is_future
    from dates
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A stock at the end of a running period is what it is today.
bounds as (
    select
        grain,
        period_start,
        max(date_day) as period_end,
        max(date_day) filter (where not is_future) as last_day
    from stacked
    group by grain, period_start
),

-- A part of the cost, over all that it brought, would be a number too good to be true. Books are kept by month: what is
-- booked on its last days is no cost of these days.
period_days as (
    select
        stacked.grain,
        stacked.period_start,
        bounds.period_end,
        stacked.date_day,
        stacked.date_day = stacked.period_start as is_first_day,
        coalesce(stacked.date_day = bounds.last_day, false) as is_last_day,
        coalesce(bounds.last_day = bounds.period_end, false) as is_complete,
        {%- for cost in costs %}
        case
            when stacked.grain in ('day', 'week') then false
            else coalesce(
                greatest(bounds.period_start, span.first_date) >= ledger.{{ cost }}_from
                and coalesce(bounds.last_day, bounds.period_end) <= ledger.{{ cost }}_until,
                false
            )
        end as is_{{ cost }}_known{% if not loop.last %},{% endif %}
        {%- endfor %}
    from stacked
    inner join bounds on stacked.grain = bounds.grain and stacked.period_start = bounds.period_start
    cross join ledger
    cross join span
)

select * from period_days
