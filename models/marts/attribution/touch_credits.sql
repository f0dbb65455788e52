with

conversions as (
    select * from {{ ref('fct_conversions') }}
),

touches as (
    select * from {{ ref('conversion_touches') }}
),

paths as (
    select * from {{ ref('attribution_paths') }}
),

models as (
    select * from {{ ref('attribution_models') }} where kind = 'path'
),

of_channels as (
    select
        conversion_id,
        channel,
        count(*) as touches
    from touches
    group by conversion_id, channel
),

weighed as (
    select
        touches.conversion_id,
        touches.touchpoint_id,
        touches.touch_order,
        paths.attribution_model,
        -- A path that has none of a model's positions is divided evenly.
        coalesce((
            case when touches.touch_order = paths.first_order then paths.first_weight else 0 end
            + case when touches.touch_order = paths.lead_order then paths.lead_weight else 0 end
            + case when touches.touch_order = paths.sql_order then paths.sql_weight else 0 end
            + case when touches.touch_order = paths.last_order then paths.last_weight else 0 end
            + case when touches.touch_order = paths.last_non_direct_order then paths.last_non_direct_weight else 0 end
            + case
                when
                    paths.others_weight = 0
                    or (paths.first_weight > 0 and touches.touch_order = paths.first_order)
                    or (paths.lead_weight > 0 and touches.touch_order = paths.lead_order)
                    or (paths.sql_weight > 0 and touches.touch_order = paths.sql_order)
                    or (paths.last_weight > 0 and touches.touch_order = paths.last_order)
                    then 0
                else paths.others_weight / paths.others
            end
            + paths.even_weight / paths.touches
            + case
                when paths.age_weight > 0 then paths.decay_weight * touches.age_weight / paths.age_weight
                else paths.decay_weight / paths.touches
            end
            + paths.channel_weight / paths.channels / of_channels.touches
        ) / nullif(paths.weight, 0), 1e0 / paths.touches) as credit
    from touches
    inner join of_channels
        on touches.conversion_id = of_channels.conversion_id and touches.channel = of_channels.channel
    inner join paths on touches.conversion_id = paths.conversion_id
),

-- A conversion without a touch is credited all the same, to none.
untouched as (
    select
        conversions.conversion_id,
        cast(null as {{ dbt.type_string() }}) as touchpoint_id,
        '' as touch_order,
        models.attribution_model,
        cast(1 as double) as credit
    from conversions
    cross join models
    where not exists (select 1 from paths where paths.conversion_id = conversions.conversion_id)
),

credits as (
    select * from weighed where credit > 0
    union all
    select * from untouched
)

select * from credits
