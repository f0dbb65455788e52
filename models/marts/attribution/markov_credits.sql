{%- set amounts = ['pipeline', 'revenue'] -%}
{%- set of_all = 'partition by by_channel.entity, by_channel.conversion_type' -%}
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
        path_credits.*,
        conversions.entity,
        conversions.conversion_type,
        touchpoints.channel
    from path_credits
    inner join conversions on path_credits.conversion_id = conversions.conversion_id
    inner join touchpoints on path_credits.touchpoint_id = touchpoints.touchpoint_id
),

by_channel as (
    select
        entity,
        conversion_type,
        channel,
        {%- for amount in amounts %}
        sum(attributed_{{ amount }}) as {{ amount }},
        max(case when attributed_{{ amount }} is not null then conversion_id || touch_order end) as {{ amount }}_rest_key,
        {%- endfor %}
        cast(sum(cast(credit as decimal(28, 15))) as double) as credit
    from linear_credits
    group by entity, conversion_type, channel
),

-- What each channel gets of all conversions and of all money, by what would be lost without it.
shared as (
    select
        by_channel.*,
        {%- for amount in amounts %}
        sum(by_channel.{{ amount }}) over ({{ of_all }}) as all_{{ amount }},
        {{ whole_cents('sum(by_channel.' ~ amount ~ ') over (' ~ of_all ~ ')', 'effects.' ~ amount ~ '_share') }}
            as {{ amount }}_cents,
        row_number() over ({{ of_all }} order by effects.{{ amount }}_share desc, by_channel.channel) as {{ amount }}_rank,
        {%- endfor %}
        effects.share * sum(by_channel.credit) over ({{ of_all }}) as markov_credit
    from by_channel
    inner join effects
        on
            by_channel.entity = effects.entity
            and by_channel.conversion_type = effects.conversion_type
            and by_channel.channel = effects.channel
),

-- The cents that rounding leaves go to the channel with the largest share.
channels as (
    select
        by_channel.*,
        {%- for amount in amounts %}
        {{ amount }}_cents
        + case
            when {{ amount }}_rank = 1
                then all_{{ amount }} - sum({{ amount }}_cents) over ({{ of_all }})
            else 0
        end as markov_{{ amount }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from shared as by_channel
),

-- Below the channel in proportion to linear credit.
divided as (
    select
        linear_credits.*,
        linear_credits.credit * channels.markov_credit / channels.credit as markov_credit,
        {%- for amount in amounts %}
        channels.markov_{{ amount }},
        linear_credits.conversion_id || linear_credits.touch_order = channels.{{ amount }}_rest_key as is_{{ amount }}_rest,
        case
            when linear_credits.attributed_{{ amount }} is not null
                then coalesce({{ whole_cents(
                    'channels.markov_' ~ amount,
                    'cast(linear_credits.attributed_' ~ amount ~ ' as double) / nullif(cast(channels.' ~ amount
                    ~ ' as double), 0)'
                ) }}, 0)
        end as {{ amount }}_cents{% if not loop.last %},{% endif %}
        {%- endfor %}
    from linear_credits
    inner join channels
        on
            linear_credits.entity = channels.entity
            and linear_credits.conversion_type = channels.conversion_type
            and linear_credits.channel = channels.channel
),

credits as (
    select
        conversion_id,
        touchpoint_id,
        touch_order,
        'markov' as attribution_model,
        markov_credit as credit,
        {%- for amount in amounts %}
        cast(
            {{ amount }}_cents
            + case
                when is_{{ amount }}_rest then markov_{{ amount }} - sum({{ amount }}_cents) over ({{ of_channel }})
                else 0
            end as decimal(18, 6)
        ) as attributed_{{ amount }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from divided

    union all

    select
        conversion_id, touchpoint_id, touch_order, 'markov', credit, attributed_pipeline, attributed_revenue
    from path_credits
    where touchpoint_id is null
)

select * from credits
