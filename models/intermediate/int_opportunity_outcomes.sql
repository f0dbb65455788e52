with

opportunities as (
    select * from {{ ref('stg_salesforce__opportunity') }} where _fate = 'kept'
),

ends as (
    select * from {{ ref('int_opportunity_ends') }}
),

stage_mapping as (
    select * from {{ ref('int_stage_mapping') }} where object = 'opportunity'
),

staged as (
    select
        opportunities.*,
        -- The CRM's own flags decide; stage names only where one of them has not landed.
        case
            when opportunities.is_won then 'won'
            when not opportunities.is_closed then 'open'
            when opportunities.is_closed and not opportunities.is_won then 'lost'
            when stage_mapping.stage in ('won', 'lost') then stage_mapping.stage
            when opportunities.is_closed then 'lost'
            else 'open'
        end as outcome
    from opportunities
    left join stage_mapping on lower(opportunities.stage_name) = stage_mapping.source_stage
),

-- By this day the deal was decided; what was changed of it since may have moved the day, but only to a later one.
decided as (
    select
        staged.*,
        {{ reporting_date('least(ends.decided_at, coalesce(staged.updated_at, staged.synced_at))') }} as decided_date
    from staged
    left join ends on staged.opportunity_id = ends.opportunity_id and staged.outcome = ends.outcome
),

dated as (
    select
        opportunity_id,
        outcome,
        created_at as opened_at,
        {{ by_then('created_at') }} as opened_by,
        {{ reporting_date('created_at') }} as opened_date,
        -- The close date of an open deal is a hope, and a deal may be decided with that hope still on it. One day later
        -- may be the same day where sales is at home.
        case
            when outcome = 'open' then null
            when {{ dbt.datediff('decided_date', 'close_date', 'day') }} > 1 then decided_date
            else close_date
        end as closed_date,
        case when outcome = 'open' then close_date end as expected_close_date
    from decided
),

outcomes as (
    select
        opportunity_id,
        outcome,
        opened_at,
        opened_date,
        closed_date,
        expected_close_date,
        -- The CRM knows the day: its start, but of a deal that was opened on it the opening, before which nothing was
        -- won.
        case when opened_date = closed_date then opened_by else {{ start_of_day('closed_date') }} end as closed_at,
        -- What happened on a day of which the CRM knows no more came before.
        least(opened_by, {{ end_of_day('closed_date') }}) as first_seen_at
    from dated
)

select * from outcomes
