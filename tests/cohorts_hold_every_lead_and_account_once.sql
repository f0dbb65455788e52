-- Every lead and every account in the funnel is in one cohort, that of the month it entered, and in
-- each stage it reached. A failure means that rates leave people out, or count them twice.
{%- set stages = {
    'lead': 'leads', 'mql': 'mqls', 'sql': 'sqls', 'won': 'customers', 'repeat': 'repeat_buyers',
} %}
with

cohorts as (
    select * from {{ ref('funnel_cohorts') }}
),

leads as (
    select
        'people' as entity,
        lead_date as entered_date,
        *
    from {{ ref('fct_leads') }}
),

accounts as (
    select
        'accounts' as entity,
        *
    from {{ ref('fct_account_funnel') }}
),

compared as (
    select
        entity,
        entry_month,
        channel,
        {%- for members in stages.values() %}
        {{ members }} as {{ members }}_in_cohort,
        0 as {{ members }}_in_funnel,
        {%- endfor %}
        entered as in_cohort,
        0 as in_funnel
    from cohorts
    {%- for funnel in ['leads', 'accounts'] %}
    union all
    select
        entity,
        cast({{ dbt.date_trunc('month', 'entered_date') }} as date) as entry_month,
        channel,
        {%- for stage, members in stages.items() %}
        0 as {{ members }}_in_cohort,
        case when {{ stage }}_at is not null then 1 else 0 end as {{ members }}_in_funnel,
        {%- endfor %}
        0 as in_cohort,
        1 as in_funnel
    from {{ funnel }}
    {%- endfor %}
),

different as (
    select
        entity,
        entry_month,
        channel,
        sum(in_cohort) as in_cohort,
        sum(in_funnel) as in_funnel
    from compared
    group by entity, entry_month, channel
    having
        sum(in_cohort) <> sum(in_funnel)
        {%- for members in stages.values() %}
        or sum({{ members }}_in_cohort) <> sum({{ members }}_in_funnel)
        {%- endfor %}
)

select * from different
