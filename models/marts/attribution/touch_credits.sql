with

conversions as (
    select * from {{ ref('fct_conversions') }}
),

touches as (
    select * from {{ ref('conversion_touches') }}
),

models as (
    select * from {{ ref('attribution_models') }}
),

-- All that the models need to know of a conversion's path, in one pass.
paths as (
    select
        conversion_id,
        min(touch_order) as first_order,
        max(touch_order) as last_order,
        count(*) as touches
    from touches
    group by conversion_id
),

-- A conversion without a touch is credited all the same, to none.
steps as (
    select
        conversions.conversion_id,
        touches.touchpoint_id,
        coalesce(touches.touch_order, '') as touch_order,
        coalesce(touches.touch_order = paths.first_order, true) as is_first,
        coalesce(touches.touch_order = paths.last_order, true) as is_last,
        coalesce(paths.touches, 1) as touches
    from conversions
    left join touches on conversions.conversion_id = touches.conversion_id
    left join paths on touches.conversion_id = paths.conversion_id
),

weighted as (
    select
        steps.conversion_id,
        steps.touchpoint_id,
        steps.touch_order,
        models.attribution_model,
        case when steps.is_first then models.first_weight else 0 end
        + case when steps.is_last then models.last_weight else 0 end
        + models.even_weight / steps.touches as credit
    from steps
    cross join models
),

credits as (
    select * from weighted where credit > 0
)

select * from credits
