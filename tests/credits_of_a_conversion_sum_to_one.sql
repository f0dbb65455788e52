-- Each attribution model that works on paths divides every conversion whole: its credits sum to 1, and no conversion is
-- missing, be it that no touch came before it. A failure means that a model invents or loses conversions, and that its
-- figures by channel do not add up to those of the funnel.
with

conversions as (
    select * from {{ ref('fct_conversions') }}
),

models as (
    select * from {{ ref('attribution_models') }} where kind = 'path'
),

credits as (
    select
        conversion_id,
        attribution_model,
        sum(credit) as credit
    from {{ ref('attribution_credits') }}
    group by conversion_id, attribution_model
),

different as (
    select
        conversions.conversion_id,
        models.attribution_model,
        credits.credit
    from conversions
    cross join models
    left join credits
        on
            conversions.conversion_id = credits.conversion_id
            and models.attribution_model = credits.attribution_model
    where coalesce(abs(credits.credit - 1), 1) > 1e-9
)

select * from different
