with

people as (
    select * from {{ ref('int_people') }} where lead_at is not null
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'lead'
),

lead_stages as (
    select * from {{ ref('int_lead_stages') }}
),

scores as (
    select * from {{ ref('int_lead_scores') }}
),

person_opportunities as (
    select * from {{ ref('int_person_opportunities') }} where is_of_lead
),

opportunities as (
    select * from {{ ref('int_opportunities') }}
),

purchases as (
    select * from {{ ref('int_purchases') }} where purchase_number = 2
),

-- Grouped once, whoever tells: a join for each of them would hold all leads as often.
moments as (
    select
        identities.person_id,
        lead_stages.stage,
        lead_stages.entered_at as reached_at
    from lead_stages
    inner join identities on lead_stages.lead_id = identities.node_id
    where
        lead_stages.stage in ('sql', 'disqualified')
        or (lead_stages.stage = 'mql' and '{{ var("mql_rule") }}' = 'crm')

    union all

    select person_id, 'mql' as stage, mql_at as reached_at from scores where '{{ var("mql_rule") }}' = 'score'

    union all

    select person_id, 'sql' as stage, linked_at as reached_at from person_opportunities

    union all

    -- `greatest` skips nulls, and a deal whose close has no date has won nobody on a day that is known.
    select
        person_opportunities.person_id,
        'won' as stage,
        greatest(opportunities.closed_at, person_opportunities.linked_at) as reached_at
    from person_opportunities
    inner join opportunities on person_opportunities.opportunity_id = opportunities.opportunity_id
    where opportunities.outcome = 'won' and opportunities.closed_at is not null
),

stages as (
    select
        person_id,
        {%- for stage in ['mql', 'sql', 'won', 'disqualified'] %}
        min(reached_at) filter (where stage = '{{ stage }}') as {{ stage }}_at{% if not loop.last %},{% endif %}
        {%- endfor %}
    from moments
    group by person_id
),

-- The times as the sources tell them. A person is a repeat buyer with their account, not before their own deal.
told as (
    select
        people.person_id,
        people.account_id,
        people.lead_at,
        stages.mql_at,
        stages.sql_at,
        stages.won_at,
        -- Here, too, both must be there.
        case
            when stages.won_at is not null and purchases.purchase_date is not null
                then greatest({{ start_of_day('purchases.purchase_date') }}, stages.won_at)
        end as repeat_at,
        stages.disqualified_at
    from people
    left join stages on people.person_id = stages.person_id
    left join purchases on people.account_id = purchases.account_id
),

-- A stage that was skipped, or told late, is reached with the earliest stage after it.
reached as (
    select
        person_id,
        account_id,
        least(lead_at, mql_at, sql_at, won_at) as lead_at,
        least(mql_at, sql_at, won_at) as mql_at,
        least(sql_at, won_at) as sql_at,
        won_at,
        repeat_at,
        disqualified_at,
        lead_at as told_lead_at,
        mql_at as told_mql_at,
        sql_at as told_sql_at
    from told
),

funnel as (
    select
        person_id,
        account_id,
        lead_at,
        mql_at,
        sql_at,
        won_at,
        repeat_at,
        disqualified_at,
        {{ is_imputed('lead_at', 'told_lead_at') }} as is_lead_imputed,
        {{ is_imputed('mql_at', 'told_mql_at') }} as is_mql_imputed,
        {{ is_imputed('sql_at', 'told_sql_at') }} as is_sql_imputed
    from reached
)

select * from funnel
