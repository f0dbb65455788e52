{%- set segments = ['channel', 'campaign_id', 'program', 'creative', 'keyword', 'landing_page', 'network'] -%}
{%- set amounts = ['pipeline', 'revenue'] -%}
{%- set parts = {'ad': 'is_advertising', 'email': "channel = 'Email'", 'social': "network <> '(none)'"} -%}
with

path_credits as (
    select * from {{ ref('path_credits') }}
),

markov_credits as (
    select * from {{ ref('markov_credits') }}
),

conversions as (
    select * from {{ ref('fct_conversions') }}
),

touchpoints as (
    select * from {{ ref('fct_touchpoints') }}
),

models as (
    select count(*) as models from {{ ref('attribution_models') }}
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

landed as (
    select
        {{ touches_known_from() }} as touched_from,
        (select touches_until from landed_until) as touched_until
    from touchpoints
),

divided as (
    select * from path_credits
    union all
    select * from markov_credits
),

placed as (
    select
        divided.conversion_id,
        conversions.entity,
        conversions.conversion_type,
        conversions.conversion_date,
        divided.touchpoint_id,
        conversions.region,
        conversions.industry,
        conversions.company_size,
        divided.attribution_model,
        divided.credit,
        coalesce(conversions.conversion_date between landed.touched_from and landed.touched_until, false)
            as has_touches,
        {%- for amount in amounts %}
        divided.attributed_{{ amount }},
        case
            when divided.attribution_model = '{{ var("attribution_default_model") }}'
                then divided.attributed_{{ amount }}
            else cast(0 * divided.attributed_{{ amount }} as decimal(18, 6))
        end as default_attributed_{{ amount }},
        {%- endfor %}
        {%- for segment in segments %}
        coalesce(touchpoints.{{ segment }}, '{{ 'unattributed' if segment == 'channel' else '(none)' }}')
            as {{ segment }},
        {%- endfor %}
        coalesce(touchpoints.is_marketing, false) as is_marketing,
        coalesce(touchpoints.is_advertising, false) as is_advertising
    from divided
    inner join conversions on divided.conversion_id = conversions.conversion_id
    left join touchpoints on divided.touchpoint_id = touchpoints.touchpoint_id
    cross join landed
),

-- Where touches have not landed, not yet or no further, nobody knows what a kind of channel brought; that is not zero.
-- Nor is all `unattributed`: the money keeps its place here, but the KPIs are null.
finest as (
    select
        placed.*,
        models.models,
        {%- for part, condition in parts.items() %}
        case
            when not placed.has_touches then null
            when {{ condition }} then placed.default_attributed_revenue
            else cast(0 * placed.default_attributed_revenue as decimal(18, 6))
        end as {{ part }}_attributed_revenue{% if not loop.last %},{% endif %}
        {%- endfor %}
    from placed
    cross join models
)

select * from finest
