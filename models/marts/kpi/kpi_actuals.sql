with

-- Read in each branch by itself: through a CTE, every branch would read all columns.
kpis as (
    {{ kpis_by_period(ref('kpi_inputs'), kpi_marts()) }}
),

-- Most campaigns, pages and keywords have nothing to tell of most days; the total always says so.
telling as (
    select *
    from kpis
    where
        segment = 'total'
        or (value is not null and (grain not in ('day', 'week') or value <> 0 or denominator > 0))
)

select * from telling
