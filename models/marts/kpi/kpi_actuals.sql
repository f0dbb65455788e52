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

-- A part of a period would pass for the whole. One that still runs is told so far, and nothing need have happened yet
-- in the month that does.
periods as (
    select
        dim_periods.grain,
        dim_periods.period_start,
        cast(
            case
                when dim_periods.is_complete then dim_periods.period_end
                else {{ dbt.dateadd('day', -1, dbt.date_trunc('month', 'span.as_of_date')) }}
            end as date
        ) as due_date
    from {{ ref('dim_periods') }} as dim_periods
    cross join {{ ref('int_data_span') }} as span
),

-- What became of a cohort may change, but is no sum that lacks a part.
told as (
    select
        kpis.*,
        kpis.basis = 'cohort' or landings.known_until_date >= periods.due_date as is_told
    from kpis
    inner join landings on kpis.kpi = landings.kpi
    inner join periods on kpis.grain = periods.grain and kpis.period_start = periods.period_start
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
