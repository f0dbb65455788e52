-- Every value of every KPI with the unit `rate`, at every grain and segment, lies in [0, 1]. A failure
-- means that the number is no share of its own denominator, and that whoever reads it as a percentage
-- is misled.
--
-- Of rates that a platform reports, health.impossible_rates lists the rows that break it, whose value is null.
with

kpi_values as (
    select * from {{ ref('kpi_values') }}
),

rates as (
    select * from {{ ref('dim_kpis') }} where unit = 'rate'
),

impossible as (
    select kpi_values.*
    from kpi_values
    inner join rates on kpi_values.kpi = rates.kpi
    where
        kpi_values.value not between 0 and 1
        -- A rate is there exactly where something is divided by.
        or (kpi_values.value is null and kpi_values.denominator > 0 and kpi_values.numerator <= kpi_values.denominator)
)

select * from impossible
