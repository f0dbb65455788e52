with

conversions as (
    select * from {{ ref('fct_conversions') }} where converted_at is not null
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
        person_id
    from conversions
    where entity = 'people'

    union all

    select
        conversions.conversion_id,
        conversions.converted_at,
        people.person_id
    from conversions
    inner join people on conversions.account_id = people.account_id
    where conversions.entity = 'accounts' and conversions.conversion_type = 'lead'

    union all

    select
        conversions.conversion_id,
        conversions.converted_at,
        deal_people.person_id
    from conversions
    inner join deal_people on conversions.opportunity_id = deal_people.opportunity_id
),

in_window as (
    select
        people_of_conversions.conversion_id,
        touchpoints.touchpoint_id,
        touchpoints.touched_at,
        touchpoints.touch_order,
        touchpoints.channel,
        touchpoints.is_marketing
    from people_of_conversions
    inner join touchpoints
        on
            people_of_conversions.person_id = touchpoints.person_id
            and people_of_conversions.converted_at >= touchpoints.touched_at
            and {{ dbt.dateadd('day', -var('attribution_window_days'), 'people_of_conversions.converted_at') }}
            <= touchpoints.touched_at
)

select * from in_window
