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

landings as (
    select * from {{ ref('kpi_landings') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

span as (
    select * from {{ ref('int_data_span') }}
),

-- A part of a period would pass for the whole. One that runs is told so far: in the month that does, nothing need have
-- happened yet; but cost to this day over customers to the end of last month is no quotient. What becomes of a cohort
-- may change, but is no sum that lacks a part.
told as (
    select
        kpis.*,
        landings.known_until_date
        >= case
            when periods.is_complete then periods.period_end
            when landings.is_of_one_system then span.month_end_date
            else span.as_of_date
        end
        or kpis.basis = 'cohort' as is_told
    from kpis
    inner join landings on kpis.kpi = landings.kpi
    inner join periods on kpis.grain = periods.grain and kpis.period_start = periods.period_start
    cross join span
),

known as (
    select
        kpi,
        grain,
        period_start,
        segment,
        segment_value,
        basis,
        {%- for figure in ['numerator', 'denominator', 'value'] %}
        case when is_told then {{ figure }} end as {{ figure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from told
),

-- Most campaigns, pages and keywords have nothing to tell of most days; the total always says so. A median, share or
-- growth of 0 tells something.
telling as (
    select *
    from known
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
