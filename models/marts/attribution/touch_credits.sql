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

position_credits as (
    select * from {{ ref('position_credits') }}
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

-- What of each touch decides its credit; the models differ only in what they give for it.
placed as (
    select
        touches.conversion_id,
        touches.touchpoint_id,
        touches.touch_order,
        paths.touches,
        paths.lead_holder,
        paths.sql_holder,
        paths.last_holder,
        case
            when touches.touch_order = paths.first_order then 1
            when touches.touch_order = paths.lead_order then 2
            when touches.touch_order = paths.sql_order then 3
            when touches.touch_order = paths.last_order then 4
            else 5
        end as holder,
        case when touches.touch_order = paths.last_non_direct_order then 1 else 0 end as last_non_direct_share,
        case when paths.age_weight > 0 then touches.age_weight / paths.age_weight else 1e0 / paths.touches end
            as decay_share,
        1e0 / paths.channels / of_channels.touches as channel_share
    from touches
    inner join of_channels
        on touches.conversion_id = of_channels.conversion_id and touches.channel = of_channels.channel
    inner join paths on touches.conversion_id = paths.conversion_id
),

weighed as (
    select
        placed.conversion_id,
        placed.touchpoint_id,
        placed.touch_order,
        position_credits.attribution_model,
        position_credits.credit
        + placed.last_non_direct_share * position_credits.last_non_direct_credit
        + placed.decay_share * position_credits.decay_credit
        + placed.channel_share * position_credits.channel_credit as credit
    from placed
    inner join position_credits
        on
            placed.touches = position_credits.touches
            and placed.lead_holder = position_credits.lead_holder
            and placed.sql_holder = position_credits.sql_holder
            and placed.last_holder = position_credits.last_holder
            and placed.holder = position_credits.holder
),

-- A conversion without a touch is credited all the same, to none.
untouched as (
    select
        conversions.conversion_id,
        cast(null as {{ dbt.type_string() }}) as touchpoint_id,
        0 as touch_order,
        models.attribution_model,
        cast(1 as double) as credit
    from conversions
    left join paths on conversions.conversion_id = paths.conversion_id
    cross join models
    where paths.conversion_id is null
),

credits as (
    select * from weighed where credit > 0
    union all
    select * from untouched
)

select * from credits
