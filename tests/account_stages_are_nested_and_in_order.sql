-- An account that reached a stage of the funnel reached every stage from its entry on, not later,
-- and none before its entry. A failure means that rates of accounts can exceed 1, or that a deal
-- without a lead counts as one with a lead.
{%- set steps = [('lead', 'mql'), ('mql', 'sql'), ('sql', 'won'), ('won', 'repeat')] %}
{%- set skipped = {'lead': [], 'sql': ['lead', 'mql'], 'won': ['lead', 'mql', 'sql']} %}
with

accounts as (
    select * from {{ ref('fct_account_funnel') }}
),

broken as (
    select *
    from accounts
    where
        entered_at is null
        or entered_date is null
        {%- for entry, stages_before in skipped.items() %}
        or (
            entry_stage = '{{ entry }}'
            and (
                {{ entry }}_at is null
                or {{ entry }}_date is null
                or entered_at <> {{ entry }}_at
                or entered_date <> {{ entry }}_date
                {%- for stage in stages_before %}
                or {{ stage }}_at is not null
                or {{ stage }}_date is not null
                {%- endfor %}
                {%- for earlier, later in steps if earlier not in stages_before %}
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
        )
        {%- endfor %}
)

select * from broken
