{#- Counts, of which each record has a value; a sum may be unknown where there is one. -#}
{%- set definitions = kpi_definitions() -%}
{%- set counts = [] -%}
{%- for kpi in kpis_of_events() if is_sum(definitions.metrics[kpi], definitions, ['count', 'count_distinct']) -%}
{%- do counts.append(kpi) -%}
{%- endfor -%}
-- Between the first and the last week, month or year in which something was counted, each has a value, 0 if there was
-- nothing: a mean or a change over periods that have a row takes a quiet year for a busy one.
with

totals as (
    select * from {{ ref('kpi_values') }} where segment = 'total' and kpi in ('{{ counts | join("', '") }}')
),

periods as (
    select * from {{ ref('dim_periods') }} where grain <> 'day'
),

span as (
    select * from {{ ref('int_data_span') }}
),

spans as (
    select
        kpi,
        grain,
        min(period_start) as first_start,
        max(period_start) as last_start
    from totals
    where value is not null
    group by kpi, grain
),

holes as (
    select
        spans.kpi,
        periods.grain,
        periods.period_start
    from spans
    inner join periods
        on
            spans.grain = periods.grain
            and spans.first_start <= periods.period_start
            and spans.last_start >= periods.period_start
    inner join span on periods.period_start <= span.as_of_date
    left join totals
        on spans.kpi = totals.kpi and spans.grain = totals.grain and periods.period_start = totals.period_start
    where totals.kpi is null
)

select * from holes
