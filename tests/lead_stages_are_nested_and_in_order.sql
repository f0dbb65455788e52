-- Who reached a stage of the funnel reached every stage before it, and not later. A failure means
-- that rates between stages can exceed 1 and times between them can be negative.
{%- set steps = [('lead', 'mql'), ('mql', 'sql'), ('sql', 'won'), ('won', 'repeat')] %}
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
        {{ later }}_date as reached_date
    from leads
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

broken as (
    select *
    from steps
    where
        (reached_at is null) <> (reached_date is null)
        or (reached_at is not null and (earlier_at is null or earlier_at > reached_at))
        or (reached_date is not null and (earlier_date is null or earlier_date > reached_date))
)

select * from broken
