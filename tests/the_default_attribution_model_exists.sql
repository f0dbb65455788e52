-- The model that KPIs without a model speak of is one of those that are computed, and the weights of each model sum
-- to 1. A failure means that attributed revenue is zero for a spelling mistake, or that a model gives more than it has.
with

wrong as (
    select
        attribution_model,
        first_weight + last_weight + even_weight as weight
    from {{ ref('attribution_models') }}
    where abs(first_weight + last_weight + even_weight - 1) > 1e-9

    union all

    select
        '{{ var("attribution_default_model") }}',
        0
    from {{ ref('attribution_models') }}
    having count(*) filter (where attribution_model = '{{ var("attribution_default_model") }}') = 0
)

select * from wrong
