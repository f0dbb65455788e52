-- An account that reached a stage of the funnel reached every stage from its entry on, not later,
-- and none before its entry. A failure means that rates of accounts can exceed 1, or that a deal
-- without a lead counts as one with a lead.
{%- set steps = [('lead', 'mql'), ('mql', 'sql'), ('sql', 'won'), ('won', 'repeat')] %}
with

accounts as (
    select
        *,
        case entry_stage when 'lead' then 1 when 'sql' then 3 when 'won' then 4 end as entry_step
    from {{ ref('fct_account_funnel') }}
),

steps as (
    {%- for stage, later in steps %}
    select
        account_id,
        entry_step,
        entered_at,
        entered_date,
        {{ loop.index }} as step,
        {{ stage }}_at as reached_at,
        {{ stage }}_date as reached_date,
        {{ later }}_at as later_at,
        {{ later }}_date as later_date
    from accounts
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

broken as (
    select *
    from steps
    where
        (step < entry_step and (reached_at is not null or reached_date is not null))
        or (step = entry_step and (reached_at is null or reached_at <> entered_at))
        or (step = entry_step and (reached_date is null or reached_date <> entered_date))
        or (step >= entry_step and (later_at is null) <> (later_date is null))
        or (
            step >= entry_step
            and later_at is not null
            and (reached_at is null or reached_at > later_at)
        )
        or (
            step >= entry_step
            and later_date is not null
            and (reached_date is null or reached_date > later_date)
        )
)

select * from broken
