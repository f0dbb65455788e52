with

totals as (
    select * from {{ ref('kpi_inputs') }} where segment = 'total'
),

-- Of a day nobody knows: hours and reports of a week stand on one of its days.
periods as (
    select * from {{ ref('dim_periods') }} where grain <> 'day'
),

span as (
    select * from {{ ref('int_data_span') }}
),

kpis as (
    {{ kpis_by_period('totals', kpi_marts(), names=kpis_of_events(), unknown=true) }}
),

known as (
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
        known.kpi,
        known.grain,
        periods.period_start,
        known.basis
    from known
    inner join periods
        on
            known.grain = periods.grain
            and known.first_start < periods.period_start
            and known.last_start > periods.period_start
    inner join span on periods.period_start <= span.as_of_date
    left join kpis
        on known.kpi = kpis.kpi and known.grain = kpis.grain and periods.period_start = kpis.period_start
    where kpis.kpi is null
)

select * from quiet
