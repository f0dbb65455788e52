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

statuses as (
    select
        identities.person_id,
        min(lead_stages.entered_at) filter (where lead_stages.stage = 'mql') as mql_at,
        min(lead_stages.entered_at) filter (where lead_stages.stage = 'sql') as sql_at,
        min(lead_stages.entered_at) filter (where lead_stages.stage = 'disqualified') as disqualified_at
    from lead_stages
    inner join identities on lead_stages.lead_id = identities.node_id
    group by identities.person_id
),

deals as (
    select
        person_opportunities.person_id,
        min(person_opportunities.linked_at) as sql_at,
        -- `greatest` skips nulls, and a deal whose close has no date has won nobody on a day that is known.
        min(greatest(opportunities.closed_at, person_opportunities.linked_at)) filter (
            where opportunities.outcome = 'won' and opportunities.closed_at is not null
        ) as won_at
    from person_opportunities
    inner join opportunities on person_opportunities.opportunity_id = opportunities.opportunity_id
    group by person_opportunities.person_id
),

-- The times as the sources tell them. A person is a repeat buyer with their account, not before their own deal.
told as (
    select
        people.person_id,
        people.account_id,
        people.lead_at,
        case when '{{ var("mql_rule") }}' = 'score' then scores.mql_at else statuses.mql_at end as mql_at,
        least(statuses.sql_at, deals.sql_at) as sql_at,
        deals.won_at,
        -- Here, too, both must be there.
        case
            when deals.won_at is not null and purchases.purchase_date is not null
                then greatest({{ start_of_day('purchases.purchase_date') }}, deals.won_at)
        end as repeat_at,
        statuses.disqualified_at
    from people
    left join statuses on people.person_id = statuses.person_id
    left join scores on people.person_id = scores.person_id
    left join deals on people.person_id = deals.person_id
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
