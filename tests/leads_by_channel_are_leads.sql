-- The leads, MQLs and SQLs of the funnel are people: summed over any day, channel, campaign or
-- region, and over all, they are the people who reached the stage there. A failure means that a
-- segment doubles or drops people, and that reports by segment do not add up. After the last month
-- that the CRM tells of, the funnel knows of none.
{%- set segments = ['channel', 'campaign_id', 'region'] %}
with

funnel as (
    select * from {{ ref('funnel_daily') }}
),

leads as (
    select * from {{ ref('fct_leads') }}
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

compared as (
    {%- for stage in ['lead', 'mql', 'sql'] %}
    select
        '{{ stage }}s' as stage,
        date_day,
        {{ segments | join(', ') }},
        {{ stage }}s as of_funnel,
        cast(null as {{ dbt.type_string() }}) as person_id
    from funnel
    union all
    select
        '{{ stage }}s' as stage,
        {{ stage }}_date as date_day,
        {{ segments | join(', ') }},
        0 as of_funnel,
        leads.person_id
    from leads
    inner join landed_until on leads.{{ stage }}_date <= landed_until.leads_until
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

different as (
    select
        stage,
        date_day,
        {{ segments | join(', ') }},
        sum(of_funnel) as of_funnel,
        count(distinct person_id) as people
    from compared
    group by stage, date_day, {{ segments | join(', ') }}
    having coalesce(sum(of_funnel), 0) <> count(distinct person_id)
)

select * from different
