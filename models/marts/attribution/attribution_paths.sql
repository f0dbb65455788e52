with

touches as (
    select * from {{ ref('conversion_touches') }}
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
        -- Eight touches of the conversion's day are more than Spark's sum of bigints holds.
        sum(cast(age_weight as decimal(20, 0))) as age_weight
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

-- Where one touch holds several positions, the earliest in the list first, lead, SQL, last stands for all of them.
shaped as (
    select
        *,
        case
            when lead_order is null then 0
            when lead_order = first_order then 1
            else 2
        end as lead_holder,
        case
            when sql_order is null then 0
            when sql_order = first_order then 1
            when sql_order = lead_order then 2
            else 3
        end as sql_holder,
        case
            when last_order = first_order then 1
            when last_order = lead_order then 2
            when last_order = sql_order then 3
            else 4
        end as last_holder
    from paths
)

select * from shaped
