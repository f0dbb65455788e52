-- Between the first and the last period in which something was counted, each period has a value, 0 if there was
-- nothing: a mean or a change over periods that have a row takes a quiet year for a busy one.
with

totals as (
    select * from {{ ref('kpi_values') }} where segment = 'total' and kpi in ('{{ kpis_of_events() | join("', '") }}')
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
    inner join {{ ref('dim_periods') }} as periods
        on
            spans.grain = periods.grain
            and spans.first_start <= periods.period_start
            and spans.last_start >= periods.period_start
    left join totals
        on spans.kpi = totals.kpi and spans.grain = totals.grain and periods.period_start = totals.period_start
    where totals.kpi is null
)

select * from holes
