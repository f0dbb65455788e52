-- Who reached a stage of the funnel reached every stage before it, and not later. A failure means
-- that rates between stages can exceed 1 and times between them can be negative. A stage of which nothing tells is
-- reached by nobody.
{%- set steps = [('lead', 'mql'), ('mql', 'sql'), ('sql', 'won'), ('won', 'repeat')] %}
{%- set told = {
    'lead': 'true', 'mql': 'is_mql is not null', 'sql': 'is_sql is not null', 'won': 'is_customer is not null',
} %}
with

leads as (
    select * from {{ ref('fct_leads') }}
),

steps as (
    {%- for earlier, later in steps %}
    select
        person_id,
        '{{ later }}' as stage,
        {{ earlier }}_at as earlier_at,
        {{ earlier }}_date as earlier_date,
        {{ later }}_at as reached_at,
        {{ later }}_date as reached_date,
        {{ told[earlier] }} as is_earlier_told
    from leads
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

broken as (
    select *
    from steps
    where
        (reached_at is null) <> (reached_date is null)
        or (reached_at is not null and coalesce(earlier_at > reached_at, is_earlier_told))
        or (reached_date is not null and coalesce(earlier_date > reached_date, is_earlier_told))
)

select * from broken
