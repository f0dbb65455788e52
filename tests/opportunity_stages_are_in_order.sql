-- A deal reached its sales stages in order, a won deal all of them, and no deal but a won one was
-- won. A failure means that the times from SQL to quote and from quote to close can be negative, or
-- leave out deals.
{%- set steps = [
    ('qualified_at', 'proposed_at'), ('proposed_at', 'negotiated_at'), ('negotiated_at', 'won_at'),
] %}
with

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

broken as (
    select *
    from opportunities
    where
        (won_at is not null) <> (outcome = 'won' and closed_date is not null)
        or (outcome = 'open' and closed_date is not null)
        or (outcome <> 'open' and expected_close_date is not null)
        {%- for earlier, later in steps %}
        or ({{ later }} is not null and ({{ earlier }} is null or {{ earlier }} > {{ later }}))
        {%- endfor %}
)

select * from broken
