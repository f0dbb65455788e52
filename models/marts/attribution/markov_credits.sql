{%- set amounts = ['pipeline', 'revenue'] -%}
{%- set of_channel = 'partition by entity, conversion_type, channel' -%}
with

path_credits as (
    select * from {{ ref('path_credits') }} where attribution_model = 'linear'
),

touchpoints as (
    select * from {{ ref('fct_touchpoints') }}
),

conversions as (
    select * from {{ ref('fct_conversions') }}
),

channels as (
    select * from {{ ref('markov_channels') }}
),

-- Below the channel in proportion to linear credit.
divided as (
    select
        path_credits.conversion_id,
        path_credits.touchpoint_id,
        path_credits.touch_order,
        channels.entity,
        channels.conversion_type,
        channels.channel,
        {%- for amount in amounts %}
        channels.{{ amount }} as channel_{{ amount }},
        path_credits.attributed_{{ amount }} is not null as has_{{ amount }},
        case
            when path_credits.attributed_{{ amount }} is not null
                then coalesce({{ whole_cents(
                    'channels.' ~ amount,
                    'cast(path_credits.attributed_' ~ amount ~ ' as double)'
                    ~ ' / nullif(cast(channels.linear_' ~ amount ~ ' as double), 0)'
                ) }}, 0)
        end as {{ amount }}_cents,
        {%- endfor %}
        path_credits.credit * channels.credit / channels.linear_credit as credit
    from path_credits
    inner join conversions on path_credits.conversion_id = conversions.conversion_id
    inner join touchpoints on path_credits.touchpoint_id = touchpoints.touchpoint_id
    inner join channels
        on
            conversions.entity = channels.entity
            and conversions.conversion_type = channels.conversion_type
            and touchpoints.channel = channels.channel
),

ranked as (
    select
        {%- for amount in amounts %}
        row_number() over ({{ of_channel }}, has_{{ amount }} order by conversion_id desc, touch_order desc)
            as {{ amount }}_rank,
        {%- endfor %}
        *
    from divided
),

-- The cents that rounding leaves go to the last touch that has an amount.
credits as (
    select
        conversion_id,
        touchpoint_id,
        touch_order,
        'markov' as attribution_model,
        {%- for amount in amounts %}
        cast(
            {{ amount }}_cents
            + case
                when {{ amount }}_rank = 1 then channel_{{ amount }} - sum({{ amount }}_cents) over ({{ of_channel }})
                else 0
            end as decimal(18, 6)
        ) as attributed_{{ amount }},
        {%- endfor %}
        credit
    from ranked

    union all

    select
        conversion_id, touchpoint_id, touch_order, 'markov', attributed_pipeline, attributed_revenue, credit
    from path_credits
    where touchpoint_id is null
)

select * from credits
