{%- set steps = [
    ('lead', 'mql'), ('lead', 'sql'), ('mql', 'sql'), ('sql', 'won'), ('lead', 'won'), ('won', 'repeat'),
] -%}
{%- set stages = {'lead': 'leads', 'mql': 'mqls', 'sql': 'sqls', 'won': 'customers', 'repeat': 'repeat_buyers'} -%}
{%- set told = {
    'lead': 'true', 'mql': 'is_mql is not null', 'sql': 'is_sql is not null', 'won': 'is_customer is not null',
    'repeat': 'is_customer is not null',
} -%}
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

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

-- A stage that was skipped is reached, but says nothing of how long it takes. One of which no source tells is unknown.
members as (
    {%- for entity, relation, entered_date in [
        ('people', 'leads', 'lead_date'), ('accounts', 'account_funnel', 'entered_date'),
    ] %}
    select
        '{{ entity }}' as entity,
        {{ entered_date }} as entered_date,
        channel,
        {%- for stage in stages %}
        case when {{ told[stage] }} then cast({{ stage }}_date is not null as integer) end as {{ stage }}_reached,
        {%- endfor %}
        {%- for stage in ['lead', 'mql', 'sql'] %}
        case when not is_{{ stage }}_imputed then {{ stage }}_date end as told_{{ stage }}_date,
        {%- endfor %}
        won_date as told_won_date,
        repeat_date as told_repeat_date
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

cohorts as (
    select
        entity,
        cast({{ dbt.date_trunc('month', 'entered_date') }} as date) as entry_month,
        channel,
        {%- for stage, members in stages.items() %}
        cast(sum({{ stage }}_reached) as bigint) as {{ members }},
        {%- endfor %}
        {%- for base, goal in steps %}
        -- Of those that reached the one, so that nobody counts who entered later: never over 1.
        {{ share(
            'sum(' ~ goal ~ '_reached) filter (where ' ~ base ~ '_reached = 1)', 'sum(' ~ base ~ '_reached)'
        ) }} as {{ base }}_to_{{ goal }}_rate,
        {%- set days = dbt.datediff('told_' ~ base ~ '_date', 'told_' ~ goal ~ '_date', 'day') %}
        cast(median({{ days }}) as double) as {{ base }}_to_{{ goal }}_days,
        {%- endfor %}
        count(*) as entered
    from members
    group by all
),

dated as (
    select
        cohorts.*,
        -- The youngest member entered on the last day of the month. What became of them is told no further than the
        -- sources go; `least` skips nulls.
        {{ dbt.dateadd('day', var('cohort_maturity_days'), dbt.last_day('cohorts.entry_month', 'month')) }}
        <= least(span.as_of_date, landed_until.leads_until, landed_until.sales_until) as is_mature
    from cohorts
    cross join span
    cross join landed_until
)

select * from dated
