with

actuals as (
    select * from {{ ref('kpi_actuals') }}
),

-- What compares KPIs with their targets can only be told when the KPIs are known.
target_inputs as (
    {{ metrics_by_period(['target_periods']) }}
),

attainments as (
    {{ kpis_by_period('target_inputs', ['target_periods']) }}
),

-- A target that nothing came of is seen beside its 0.
missed as (
    select * from {{ ref('target_periods') }} where not has_value
),

kpis as (
    select * from actuals
    union all
    select * from attainments
    union all
    select
        kpi,
        grain,
        period_start,
        segment,
        segment_value,
        basis,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        actual as value
    from missed
),

periods as (
    select * from {{ ref('dim_periods') }}
),

landings as (
    select * from {{ ref('kpi_landings') }}
),

matured as (
    select
        kpis.kpi,
        kpis.grain,
        kpis.period_start,
        kpis.segment,
        kpis.segment_value,
        kpis.basis,
        kpis.numerator,
        kpis.denominator,
        kpis.value,
        case
            when kpis.basis <> 'cohort' then periods.is_complete
            -- The youngest of a cohort entered on the last day of the period.
            {%- for maturity in maturities() %}
            {%- set matures_on = dbt.dateadd('day', maturity.days or 0, 'periods.period_end') %}
            when kpis.kpi in ('{{ maturity.kpis | join("', '") }}')
                then {{ matures_on ~ ' <= landings.known_until_date' if maturity.days is not none else 'false' }}
            {%- endfor %}
            else
                {{ dbt.dateadd('day', var('cohort_maturity_days'), 'periods.period_end') }}
                <= landings.known_until_date
        end as is_mature
    from kpis
    inner join periods on kpis.grain = periods.grain and kpis.period_start = periods.period_start
    inner join landings on kpis.kpi = landings.kpi
)

select * from matured
