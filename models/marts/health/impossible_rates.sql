with

kpi_values as (
    select * from {{ ref('kpi_values') }}
),

rates as (
    select * from {{ ref('dim_kpis') }} where unit = 'rate'
),

impossible as (
    select
        kpi_values.kpi,
        kpi_values.grain,
        kpi_values.period_start,
        kpi_values.segment,
        kpi_values.segment_value,
        kpi_values.numerator,
        coalesce(kpi_values.denominator, 0) as denominator
    from kpi_values
    inner join rates on kpi_values.kpi = rates.kpi
    where kpi_values.numerator > coalesce(kpi_values.denominator, 0)
)

select * from impossible
