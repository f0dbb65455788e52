{%- set amounts = ['pipeline', 'revenue'] -%}
{%- set of_all = 'partition by linear.entity, linear.conversion_type' -%}
{%- set of_channels = 'partition by entity, conversion_type' -%}
with

path_credits as (
    select * from {{ ref('path_credits') }} where attribution_model = 'linear' and touchpoint_id is not null
),

touchpoints as (
    select * from {{ ref('fct_touchpoints') }}
),

conversions as (
    select * from {{ ref('fct_conversions') }}
),

effects as (
    select
        entity,
        conversion_type,
        channel,
        {%- for amount in amounts %}
        coalesce(max(case when measure = '{{ amount }}' then share end), 0) as {{ amount }}_share,
        {%- endfor %}
        max(case when measure = 'conversions' then share end) as share
    from {{ ref('markov_removal_effects') }}
    group by entity, conversion_type, channel
),

linear_credits as (
    select
        conversions.entity,
        conversions.conversion_type,
        touchpoints.channel,
        {%- for amount in amounts %}
        cast(sum(path_credits.attributed_{{ amount }}) as decimal(28, 6)) as linear_{{ amount }},
        {%- endfor %}
        cast(sum(cast(path_credits.credit as decimal(28, 15))) as decimal(28, 15)) as linear_credit
    from path_credits
    inner join conversions on path_credits.conversion_id = conversions.conversion_id
    inner join touchpoints on path_credits.touchpoint_id = touchpoints.touchpoint_id
    group by conversions.entity, conversions.conversion_type, touchpoints.channel
),

-- What each channel gets of all conversions and of all money, by what would be lost without it.
shared as (
    select
        {%- for amount in amounts %}
        sum(linear.linear_{{ amount }}) over ({{ of_all }}) as all_{{ amount }},
        {{ whole_cents('sum(linear.linear_' ~ amount ~ ') over (' ~ of_all ~ ')', 'effects.' ~ amount ~ '_share') }}
            as {{ amount }}_cents,
        row_number() over ({{ of_all }} order by effects.{{ amount }}_share desc, linear.channel) as {{ amount }}_rank,
        {%- endfor %}
        effects.share * cast(sum(linear.linear_credit) over ({{ of_all }}) as double) as credit,
        linear.*
    from linear_credits as linear
    inner join effects
        on
            linear.entity = effects.entity
            and linear.conversion_type = effects.conversion_type
            and linear.channel = effects.channel
),

-- The cents that rounding leaves go to the channel with the largest share.
channels as (
    select
        entity,
        conversion_type,
        channel,
        cast(linear_credit as double) as linear_credit,
        linear_pipeline,
        linear_revenue,
        {%- for amount in amounts %}
        cast(
            {{ amount }}_cents
            + case
                when {{ amount }}_rank = 1 then all_{{ amount }} - sum({{ amount }}_cents) over ({{ of_channels }})
                else 0
            end as decimal(28, 6)
        ) as {{ amount }},
        {%- endfor %}
        credit
    from shared
)

select * from channels
