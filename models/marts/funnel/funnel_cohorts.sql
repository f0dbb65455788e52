{%- set steps = [
    ('lead', 'mql'), ('lead', 'sql'), ('mql', 'sql'), ('sql', 'won'), ('lead', 'won'), ('won', 'repeat'),
] -%}
{%- set stages = {'lead': 'leads', 'mql': 'mqls', 'sql': 'sqls', 'won': 'customers', 'repeat': 'repeat_buyers'} -%}
with

leads as (
    select * from {{ ref('fct_leads') }}
),

account_funnel as (
    select * from {{ ref('fct_account_funnel') }}
),

span as (
    select * from {{ ref('int_data_span') }}
),

members as (
    select 'people' as entity, lead_date as entered_date, channel, lead_date, mql_date, sql_date, won_date, repeat_date
    from leads

    union all

    select 'accounts' as entity, entered_date, channel, lead_date, mql_date, sql_date, won_date, repeat_date
    from account_funnel
),

cohorts as (
    select
        entity,
        cast({{ dbt.date_trunc('month', 'entered_date') }} as date) as entry_month,
        channel,
        {%- for stage, members in stages.items() %}
        count({{ stage }}_date) as {{ members }},
        {%- endfor %}
        {%- for base, goal in steps %}
        -- Of those that reached the one, so that nobody counts who entered later: never over 1.
        {{ share(
            'count_if(' ~ base ~ '_date is not null and ' ~ goal ~ '_date is not null)', 'count(' ~ base ~ '_date)'
        ) }} as {{ base }}_to_{{ goal }}_rate,
        {%- set days = dbt.datediff(base ~ '_date', goal ~ '_date', 'day') %}
        cast(median({{ days }}) as double) as {{ base }}_to_{{ goal }}_days,
        {%- endfor %}
        count(*) as entered
    from members
    group by all
),

dated as (
    select
        cohorts.*,
        -- The youngest member entered on the last day of the month.
        {{ dbt.dateadd('day', var('cohort_maturity_days'), dbt.last_day('cohorts.entry_month', 'month')) }}
        <= span.as_of_date as is_mature
    from cohorts
    cross join span
)

select * from dated
