with

opportunities as (
    select * from {{ ref('int_opportunities') }} where is_convertible
),

told as (
    select * from {{ ref('int_opportunity_changes') }}
),

ends as (
    select * from {{ ref('int_opportunity_ends') }}
),

stage_mapping as (
    select * from {{ ref('int_stage_mapping') }} where object = 'opportunity'
),

fx_rates as (
    select * from {{ ref('int_fx_rates') }}
),

span as (
    select * from {{ ref('int_data_span') }}
),

staged as (
    select
        told.*,
        opportunities.outcome,
        opportunities.opened_date,
        opportunities.closed_date,
        opportunities.currency,
        opportunities.amount as current_amount,
        opportunities.fx_rate,
        coalesce(stage_mapping.stage, 'Unknown') as stage,
        coalesce({{ reporting_date('told.told_at') }}, opportunities.opened_date, span.as_of_date) as told_date,
        max(case when stage_mapping.stage in ('won', 'lost') then 0 else 1 end)
            over (partition by told.opportunity_id)
            as has_open_stage,
        max(case when stage_mapping.stage in ('won', 'lost') then null else told.told_at end)
            over (partition by told.opportunity_id)
            as last_open_at
    from told
    inner join opportunities on told.opportunity_id = opportunities.opportunity_id
    left join stage_mapping on lower(told.stage_name) = stage_mapping.source_stage
    cross join span
),

-- The close date of a deal that was open long after it tells no end. One day later may be the same day where sales is
-- at home.
ended as (
    select
        staged.*,
        case
            when
                staged.has_open_stage = 1
                and {{ dbt.datediff('staged.closed_date', reporting_date('ends.decided_at'), 'day') }} > 1
                then {{ reporting_date('ends.decided_at') }}
            else staged.closed_date
        end as ended_date
    from staged
    left join ends on staged.opportunity_id = ends.opportunity_id and staged.outcome = ends.outcome
),

-- What a day ended with. When a deal is over, its day of close says; the stage it ended in tells none of its way there,
-- but one that it was reopened from does.
days as (
    select *
    from ended
    where stage not in ('won', 'lost') or has_open_stage = 0 or told_at < last_open_at
    qualify row_number() over (
        partition by opportunity_id, told_date
        order by is_record desc, told_at desc nulls last, stage_name
    ) = 1
),

spells as (
    select
        *,
        row_number() over (partition by opportunity_id order by told_date) as version_number,
        lead(told_date) over (partition by opportunity_id order by told_date) as next_date
    from days
),

valued as (
    select
        spells.opportunity_id,
        case when spells.has_open_stage = 1 then spells.stage else 'Unknown' end as stage,
        -- What is known first holds since the deal was opened.
        case
            when spells.version_number = 1 then least(spells.told_date, coalesce(spells.opened_date, spells.told_date))
            else spells.told_date
        end as from_date,
        case
            when spells.outcome = 'open' then spells.next_date
            else least(coalesce(spells.next_date, spells.ended_date), spells.ended_date)
        end as until_date,
        case when spells.has_amounts then spells.amount else spells.current_amount end as amount_source,
        coalesce({{ fx_rate('spells.currency', 'fx_rates.rate') }}, spells.fx_rate) as fx_rate,
        -- The close date of a deal that is known only since it is over is no hope but the result.
        case when spells.has_open_stage = 1 then spells.close_date end as expected_close_date
    from spells
    left join fx_rates on spells.currency = fx_rates.currency and spells.opened_date = fx_rates.rate_date
    -- Without the day of its close a decided deal was open nobody knows how long.
    where
        (spells.outcome = 'open' or spells.closed_date is not null)
        and (spells.stage not in ('won', 'lost') or spells.has_open_stage = 0)
),

versions as (
    select
        opportunity_id,
        stage,
        from_date,
        until_date,
        {{ at_rate('amount_source', 'fx_rate') }} as amount,
        expected_close_date
    from valued
    where until_date is null or until_date > from_date
)

select * from versions
