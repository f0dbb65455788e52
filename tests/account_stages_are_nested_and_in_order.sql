-- An account that reached a stage of the funnel reached every stage from its entry on, not later,
-- and none before its entry. A failure means that rates of accounts can exceed 1, or that a deal
-- without a lead counts as one with a lead. A stage of which nothing tells is reached by none.
{%- set steps = [('lead', 'mql'), ('mql', 'sql'), ('sql', 'won'), ('won', 'repeat')] %}
{%- set told = {
    'lead': 'true', 'mql': 'is_mql is not null', 'sql': 'is_sql is not null', 'won': 'is_customer is not null',
} %}
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
        {{ told[stage] }} as is_told,
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
            and coalesce(reached_at > later_at, is_told)
        )
        or (
            step >= entry_step
            and later_date is not null
            and coalesce(reached_date > later_date, is_told)
        )
)

select * from broken
