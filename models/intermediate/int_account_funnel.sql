with

stages as (
    select * from {{ ref('int_account_stages') }}
),

-- An account enters where it is first seen: at SQL with a deal that has no lead before it, at won with a
-- purchase that has no deal. What it skips after its entry is reached with the next stage, as for people.
entered as (
    select
        *,
        case
            when {{ reporting_date('lead_at') }} <= {{ reporting_date('coalesce(least(sql_at, won_at), lead_at)') }}
                then 'lead'
            when {{ reporting_date('sql_at') }} <= {{ reporting_date('coalesce(won_at, sql_at)') }} then 'sql'
            when won_at is not null then 'won'
        end as entry_stage
    from stages
),

reached as (
    select
        account_id,
        entry_stage,
        case when entry_stage = 'lead' then least(lead_at, mql_at, sql_at, won_at) end as lead_at,
        case when entry_stage = 'lead' then least(mql_at, sql_at, won_at) end as mql_at,
        case when entry_stage in ('lead', 'sql') then least(sql_at, won_at) end as sql_at,
        won_at,
        repeat_at,
        told_lead_at,
        told_mql_at,
        told_sql_at,
        leads,
        opportunities,
        won_deals,
        revenue,
        coalesce(
            case when entry_stage = 'lead' then lead_channel end,
            nullif(deal_channel, 'Unassigned'),
            lead_channel,
            'Unassigned'
        ) as channel,
        coalesce(case when entry_stage = 'lead' then lead_campaign_id end, deal_campaign_id, '(none)') as campaign_id
    from entered
    where entry_stage is not null
),

funnel as (
    select
        account_id,
        entry_stage,
        coalesce(lead_at, sql_at, won_at) as entered_at,
        lead_at,
        mql_at,
        sql_at,
        won_at,
        repeat_at,
        {{ is_imputed('lead_at', 'told_lead_at') }} as is_lead_imputed,
        {{ is_imputed('mql_at', 'told_mql_at') }} as is_mql_imputed,
        {{ is_imputed('sql_at', 'told_sql_at') }} as is_sql_imputed,
        leads,
        opportunities,
        won_deals,
        revenue,
        channel,
        campaign_id
    from reached
)

select * from funnel
