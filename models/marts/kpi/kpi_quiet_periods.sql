with

totals as (
    select * from {{ ref('kpi_inputs') }} where segment = 'total'
),

periods as (
    select * from {{ ref('dim_periods') }}
),

kpis as (
    {{ kpis_by_period('totals', kpi_marts(), names=kpis_of_events()) }}
),

spans as (
    select
        kpi,
        basis,
        grain,
        min(period_start) as first_start,
        max(period_start) as last_start
    from kpis
    where value is not null
    group by kpi, basis, grain
),

quiet as (
    select
        spans.kpi,
        spans.grain,
        periods.period_start,
        spans.basis
    from spans
    inner join periods
        on
            spans.grain = periods.grain
            and spans.first_start < periods.period_start
            and spans.last_start > periods.period_start
    left join kpis
        on spans.kpi = kpis.kpi and spans.grain = kpis.grain and periods.period_start = kpis.period_start
    where kpis.kpi is null
)

select * from quiet
