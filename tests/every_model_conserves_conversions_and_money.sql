-- All ten attribution models divide the same conversions and the same money, to the last decimal of each, and whatever
-- the level that is shown: channel, campaign, program, creative, keyword or landing page. A failure means that a model
-- claims more than was sold, or less, and that no two models can be compared.
{%- set levels = ['channel', 'campaign_id', 'program', 'creative', 'keyword', 'landing_page'] %}
with

conversions as (
    select
        entity,
        conversion_type,
        count(*) as conversions,
        coalesce(sum(pipeline), 0) as pipeline,
        coalesce(sum(revenue), 0) as revenue
    from {{ ref('fct_conversions') }}
    group by entity, conversion_type
),

models as (
    select * from {{ ref('attribution_models') }}
),

credits as (
    select * from {{ ref('attribution_credits') }}
),

by_level as (
    {%- for level in levels %}
    select
        '{{ level }}' as level,
        entity,
        conversion_type,
        attribution_model,
        {{ level }} as level_value,
        sum(credit) as conversions,
        coalesce(sum(attributed_pipeline), 0) as pipeline,
        coalesce(sum(attributed_revenue), 0) as revenue
    from credits
    group by entity, conversion_type, attribution_model, {{ level }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

summed as (
    select
        level,
        entity,
        conversion_type,
        attribution_model,
        sum(conversions) as conversions,
        sum(pipeline) as pipeline,
        sum(revenue) as revenue
    from by_level
    group by level, entity, conversion_type, attribution_model
),

levels as (
    select distinct level from by_level
),

different as (
    select
        levels.level,
        conversions.*,
        models.attribution_model,
        summed.conversions as credited,
        summed.pipeline as credited_pipeline,
        summed.revenue as credited_revenue
    from conversions
    cross join models
    cross join levels
    left join summed
        on
            conversions.entity = summed.entity
            and conversions.conversion_type = summed.conversion_type
            and models.attribution_model = summed.attribution_model
            and levels.level = summed.level
    where
        coalesce(abs(summed.conversions - conversions.conversions), 1) > 1e-9 * greatest(conversions.conversions, 1)
        or coalesce(summed.pipeline, 0) <> conversions.pipeline
        or coalesce(summed.revenue, 0) <> conversions.revenue
)

select * from different
