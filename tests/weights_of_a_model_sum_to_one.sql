-- The weights of an attribution model that works on paths sum to 1, and none is negative; a model of the last touch
-- that is no direct visit has nothing for touches without a position. A failure means that somebody changed a weight
-- and not the others, and that the model is not the one its description says.
with

models as (
    select
        attribution_model,
        last_non_direct_weight,
        others_weight,
        first_weight + lead_weight + sql_weight + last_weight + last_non_direct_weight + others_weight + even_weight
        + decay_weight + channel_weight as weight,
        least(
            first_weight, lead_weight, sql_weight, last_weight, last_non_direct_weight, others_weight, even_weight,
            decay_weight, channel_weight
        ) as least_weight
    from {{ ref('attribution_models') }}
    where kind = 'path'
),

wrong as (
    select * from models
    where
        weight is null
        or abs(weight - 1) > 1e-9
        or least_weight < 0
        or (last_non_direct_weight > 0 and others_weight > 0)
)

select * from wrong
