-- Who reached a stage of the funnel reached every stage before it, and not later. A failure means
-- that rates between stages can exceed 1 and times between them can be negative.
{%- set steps = [('lead', 'mql'), ('mql', 'sql'), ('sql', 'won'), ('won', 'repeat')] %}
with

leads as (
    select * from {{ ref('fct_leads') }}
),

broken as (
    select *
    from leads
    where
        lead_at is null
        or lead_date is null
        {%- for earlier, later in steps %}
        or ({{ later }}_at is null) <> ({{ later }}_date is null)
        {%- for unit in ['at', 'date'] %}
        or (
            {{ later }}_{{ unit }} is not null
            and (
                {{ earlier }}_{{ unit }} is null
                or {{ earlier }}_{{ unit }} > {{ later }}_{{ unit }}
            )
        )
        {%- endfor %}
        {%- endfor %}
)

select * from broken
