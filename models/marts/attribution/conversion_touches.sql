with

conversions as (
    select
        *,
        -- All that is won is dated by its day.
        case
            when conversion_type = 'won' then {{ end_of_day('conversion_date') }} else {{ by_then('converted_at') }}
        end as converted_by,
        {{ by_then('lead_at') }} as lead_by,
        {{ by_then('sql_at') }} as sql_by
    from {{ ref('fct_conversions') }}
    where converted_at is not null
),

deal_people as (
    select * from {{ ref('int_deal_people') }}
),

people as (
    select * from {{ ref('dim_people') }}
),

touchpoints as (
    select * from {{ ref('fct_touchpoints') }}
),

-- Whose touches a conversion can have: the person's own, or those of all the people of the account or the deal.
people_of_conversions as (
    select
        conversion_id,
        converted_at,
        lead_at,
        sql_at,
        converted_by,
        lead_by,
        sql_by,
        person_id
    from conversions
    where entity = 'people'

    union all

    select
        conversions.conversion_id,
        conversions.converted_at,
        conversions.lead_at,
        conversions.sql_at,
        conversions.converted_by,
        conversions.lead_by,
        conversions.sql_by,
        people.person_id
    from conversions
    inner join people on conversions.account_id = people.account_id
    where conversions.entity = 'accounts' and conversions.conversion_type = 'lead'

    union all

    select
        conversions.conversion_id,
        conversions.converted_at,
        conversions.lead_at,
        conversions.sql_at,
        conversions.converted_by,
        conversions.lead_by,
        conversions.sql_by,
        deal_people.person_id
    from conversions
    inner join deal_people on conversions.opportunity_id = deal_people.opportunity_id
),

half_life as (
    select max(half_life_days) as days from {{ ref('attribution_models') }}
),

in_window as (
    select
        people_of_conversions.conversion_id,
        touchpoints.touchpoint_id,
        touchpoints.touched_at,
        touchpoints.touch_order,
        touchpoints.channel,
        touchpoints.is_marketing,
        -- A stage that comes after the conversion has made nothing of it.
        coalesce(
            people_of_conversions.lead_at <= people_of_conversions.converted_by
            and touchpoints.touched_at <= people_of_conversions.lead_by,
            false
        ) as is_before_lead,
        coalesce(
            people_of_conversions.sql_at <= people_of_conversions.converted_by
            and touchpoints.touched_at <= people_of_conversions.sql_by,
            false
        ) as is_before_sql,
        greatest(
            0, {{ dbt.datediff('touchpoints.touched_at', 'people_of_conversions.converted_at', 'second') }} / 86400e0
        ) as days_before
    from people_of_conversions
    inner join touchpoints
        on
            people_of_conversions.person_id = touchpoints.person_id
            and people_of_conversions.converted_by >= touchpoints.touched_at
            and {{ dbt.dateadd('day', -var('attribution_window_days'), 'people_of_conversions.converted_at') }}
            <= touchpoints.touched_at
),

-- Whole numbers, so that their sum does not depend on the order of rows.
aged as (
    select
        in_window.*,
        cast(pow(0.5e0, in_window.days_before / coalesce(half_life.days, 1)) * pow(2e0, 60e0) as bigint) as age_weight
    from in_window
    cross join half_life
)

select * from aged
