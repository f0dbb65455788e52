with

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

versions as (
    select * from {{ ref('int_opportunity_versions') }}
),

win_rates as (
    select * from {{ ref('int_stage_win_rates') }}
),

period_ends as (
    select * from {{ ref('dim_period_days') }} where is_last_day
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

-- What is open after the last month that the CRM tells of, nobody knows.
days as (
    select distinct period_ends.date_day
    from period_ends
    inner join landed_until on period_ends.date_day <= landed_until.deals_until
),

rates_of_days as (
    select
        days.date_day,
        win_rates.stage,
        win_rates.win_rate
    from days
    inner join win_rates
        on
            days.date_day >= win_rates.from_date
            and (days.date_day < win_rates.until_date or win_rates.until_date is null)
),

-- Summed by day before it is laid out by grain: the ends of weeks, months and quarters are days too.
daily as (
    select
        days.date_day,
        versions.stage,
        opportunities.channel,
        opportunities.program,
        opportunities.region,
        opportunities.business_unit,
        opportunities.owner_id,
        count(*) as open_opportunities,
        sum(versions.amount) as pipeline_value
    from days
    inner join versions
        on
            days.date_day >= versions.from_date
            and (days.date_day < versions.until_date or versions.until_date is null)
    inner join opportunities on versions.opportunity_id = opportunities.opportunity_id
    group by
        days.date_day,
        versions.stage,
        opportunities.channel,
        opportunities.program,
        opportunities.region,
        opportunities.business_unit,
        opportunities.owner_id
),

periods as (
    select
        period_ends.grain,
        period_ends.period_start,
        daily.stage,
        daily.channel,
        daily.program,
        daily.region,
        daily.business_unit,
        daily.owner_id,
        daily.open_opportunities,
        cast(daily.pipeline_value as decimal(28, 6)) as pipeline_value,
        {{ rounded('cast(daily.pipeline_value as double) * rates_of_days.win_rate', 6, 'decimal(28, 6)') }}
            as pipeline_value_weighted
    from daily
    inner join period_ends on daily.date_day = period_ends.date_day
    left join rates_of_days on daily.date_day = rates_of_days.date_day and daily.stage = rates_of_days.stage
)

select * from periods
