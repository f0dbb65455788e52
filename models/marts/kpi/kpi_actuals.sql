{%- set reported = kpi_definitions().kpis | selectattr('config.meta.is_reported') | map(attribute='name') -%}
with

-- Read in each branch by itself: through a CTE, every branch would read all columns.
kpis as (
    {{ kpis_by_period(ref('kpi_inputs'), kpi_marts()) }}
    union all
    select
        kpi,
        grain,
        period_start,
        'total' as segment,
        'total' as segment_value,
        basis,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        cast(0 as double) as value
    from {{ ref('kpi_quiet_periods') }}
),

-- Most campaigns, pages and keywords have nothing to tell of most days; the total always says so. A median, share or
-- growth of 0 tells something.
telling as (
    select *
    from kpis
    where
        segment = 'total'
        -- Counts of platforms that can't be, for health.impossible_rates; what is below 0 is only taken off elsewhere.
        or (
            kpi in ('{{ reported | join("', '") }}')
            and numerator > coalesce(denominator, 0)
            and coalesce(denominator, 0) >= 0
        )
        or (
            value is not null
            and (
                value <> 0 or grain not in ('day', 'week')
                or kpi not in ('{{ counting_kpis() | join("', '") }}')
            )
        )
)

select * from telling
