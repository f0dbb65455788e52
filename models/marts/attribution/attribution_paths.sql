{%- set weights = ['first', 'lead', 'sql', 'last', 'last_non_direct', 'others', 'even', 'decay', 'channel'] -%}
with

touches as (
    select * from {{ ref('conversion_touches') }}
),

models as (
    select * from {{ ref('attribution_models') }} where kind = 'path'
),

of_channels as (
    select
        conversion_id,
        channel,
        count(*) as touches,
        min(touch_order) as first_order,
        max(touch_order) as last_order,
        max(case when is_before_lead then touch_order end) as lead_order,
        max(case when is_before_sql then touch_order end) as sql_order,
        sum(age_weight) as age_weight
    from touches
    group by conversion_id, channel
),

-- All that the models need to know of a conversion's path, in one pass.
paths as (
    select
        conversion_id,
        count(*) as channels,
        cast(sum(touches) as bigint) as touches,
        min(first_order) as first_order,
        max(last_order) as last_order,
        coalesce(max(case when channel <> 'Direct' then last_order end), max(last_order)) as last_non_direct_order,
        max(lead_order) as lead_order,
        max(sql_order) as sql_order,
        cast(sum(age_weight) as double) as age_weight
    from of_channels
    group by conversion_id
),

of_models as (
    select
        models.attribution_model,
        {%- for position in weights %}
        models.{{ position }}_weight,
        {%- endfor %}
        paths.*
    from paths
    cross join models
),

-- How many touches hold a position of the model; one that holds two counts once.
positions as (
    select
        *,
        case when first_weight > 0 then 1 else 0 end
        + case
            when lead_weight > 0 and lead_order is not null and not (first_weight > 0 and lead_order = first_order)
                then 1
            else 0
        end
        + case
            when
                sql_weight > 0 and sql_order is not null
                and not (first_weight > 0 and sql_order = first_order)
                and not coalesce(lead_weight > 0 and sql_order = lead_order, false)
                then 1
            else 0
        end
        + case
            when
                last_weight > 0
                and not (first_weight > 0 and last_order = first_order)
                and not coalesce(lead_weight > 0 and last_order = lead_order, false)
                and not coalesce(sql_weight > 0 and last_order = sql_order, false)
                then 1
            else 0
        end as holders
    from of_models
),

-- The weight of what a path lacks goes to the rest in proportion.
whole as (
    select
        *,
        touches - holders as others,
        round(
            first_weight + last_weight + last_non_direct_weight + even_weight + decay_weight + channel_weight
            + case when lead_order is not null then lead_weight else 0 end
            + case when sql_order is not null then sql_weight else 0 end
            + case when touches > holders then others_weight else 0 end,
            12
        ) as weight
    from positions
)

select * from whole
