with

targets as (
    select * from {{ ref('fct_targets') }}
),

actuals as (
    select * from {{ ref('kpi_actuals') }}
),

periods as (
    select * from {{ ref('dim_periods') }} where is_complete
),

landings as (
    select * from {{ ref('kpi_landings') }}
),

segment_values as (
    select * from {{ ref('segment_values') }}
),

-- The KPIs are computed once for both: the value that has the target, and the total.
looked_up as (
    select
        *,
        true as is_own,
        segment as looked_up_segment,
        segment_value as looked_up_value
    from targets
    union all
    select
        *,
        false as is_own,
        'total' as looked_up_segment,
        'total' as looked_up_value
    from targets
),

found as (
    select
        looked_up.grain,
        looked_up.period_start,
        looked_up.kpi,
        looked_up.segment,
        looked_up.segment_value,
        looked_up.target,
        max(actuals.basis) as basis,
        max(case when looked_up.is_own then actuals.value end) as value,
        max(case when not looked_up.is_own then actuals.value end) as total
    from looked_up
    inner join actuals
        on
            looked_up.kpi = actuals.kpi
            and looked_up.grain = actuals.grain
            and looked_up.period_start = actuals.period_start
            and looked_up.looked_up_segment = actuals.segment
            and looked_up.looked_up_value = actuals.segment_value
    group by
        looked_up.grain,
        looked_up.period_start,
        looked_up.kpi,
        looked_up.segment,
        looked_up.segment_value,
        looked_up.target
),

-- Of what adds up, a segment value without a row is the nothing that is missing in the total, unless nobody knows it.
counted as (
    select
        found.grain,
        found.period_start,
        found.kpi,
        found.segment,
        found.segment_value,
        found.basis,
        found.value is not null as has_value,
        case
            when found.value is not null then found.value
            when found.total is null or segment_values.segment is null then null
            {%- for cut in additive_cuts() %}
            when
                found.kpi in ('{{ cut.kpis | join("', '") }}')
                and found.segment in ('{{ cut.segments | join("', '") }}')
                then 0
            {%- endfor %}
        end as actual,
        cast(found.target as double) as target
    from found
    left join segment_values
        on found.segment = segment_values.segment and found.segment_value = segment_values.segment_value
),

-- What is final within a month of its period. What becomes of most cohorts comes later and would change the mean of a
-- month for half a year; kpi_scorecard holds it against its target when it is mature.
attained as (
    select
        counted.*,
        -- Where less is better, as far above 1 as the value lies below its target, so that the mean rises with each
        -- that gets better.
        case
            when counted.kpi in ('{{ kpis_to_keep_low() | join("', '") }}')
                then 2 - counted.actual / nullif(counted.target, 0)
            else counted.actual / nullif(counted.target, 0)
        end as score
    from counted
    inner join periods on counted.grain = periods.grain and counted.period_start = periods.period_start
    inner join landings on counted.kpi = landings.kpi
    where
        counted.actual is not null
        and (
            counted.basis <> 'cohort'
            {%- for maturity in maturities() if maturity.days is not none and maturity.days <= 31 %}
            or (
                counted.kpi in ('{{ maturity.kpis | join("', '") }}')
                and {{ dbt.dateadd('day', maturity.days, 'periods.period_end') }} <= landings.known_until_date
            )
            {%- endfor %}
        )
)

select * from attained
