with

targets as (
    select * from {{ ref('fct_targets') }}
),

actuals as (
    select * from {{ ref('kpi_actuals') }}
),

-- A period that still runs has had no time to reach its target.
periods as (
    select * from {{ ref('dim_periods') }} where is_complete
),

due as (
    select
        targets.grain,
        targets.period_start,
        targets.kpi,
        targets.segment,
        targets.segment_value,
        cast(targets.target as double) as target
    from targets
    inner join periods on targets.grain = periods.grain and targets.period_start = periods.period_start
),

-- The KPIs are computed once for both: the value that has the target, and the total.
looked_up as (
    select
        *,
        true as is_own,
        segment as looked_up_segment,
        segment_value as looked_up_value
    from due
    union all
    select
        *,
        false as is_own,
        'total' as looked_up_segment,
        'total' as looked_up_value
    from due
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

-- Of what adds up, a segment value without a row is the nothing that is missing in the total.
counted as (
    select
        grain,
        period_start,
        kpi,
        segment,
        segment_value,
        basis,
        value is not null as has_value,
        case
            when value is not null then value
            {%- for cut in additive_cuts() %}
            when
                total is not null
                and kpi in ('{{ cut.kpis | join("', '") }}')
                and segment in ('{{ cut.segments | join("', '") }}')
                then 0
            {%- endfor %}
        end as actual,
        target
    from found
),

attained as (
    select * from counted where actual is not null
)

select * from attained
