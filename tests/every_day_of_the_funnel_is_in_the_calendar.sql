-- Every day on which something of the funnel happened is a day of the calendar, and so is the first
-- of its month. A failure means that reports joined to the calendar, and every query of the
-- semantic layer, leave those days out.
with

calendar as (
    select * from {{ ref('dim_dates') }}
),

days as (
    select date_day from {{ ref('funnel_daily') }}
    {%- for mart in ['fct_leads', 'fct_account_funnel'] %}
    {%- for stage in ['lead', 'mql', 'sql', 'won', 'repeat'] %}
    union
    select {{ stage }}_date as date_day from {{ ref(mart) }}
    {%- endfor %}
    {%- endfor %}
    union
    select entry_month as date_day from {{ ref('funnel_cohorts') }}
),

missing as (
    select days.date_day
    from days
    left join calendar on days.date_day = calendar.date_day
    where days.date_day is not null and calendar.date_day is null
)

select * from missing
