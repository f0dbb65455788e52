{#- Two to the twelfth steps: a path that long does not exist, and what still wanders then is less than a rounding. -#}
{%- set squarings = 12 -%}
with

transitions as (
    select * from {{ ref('markov_transitions') }}
),

channels as (
    select distinct
        chain,
        to_state as channel
    from transitions
    where to_state <> '(conversion)'
),

-- One chain for each channel that is taken away. Who would have come by it ends there; who converted has arrived.
-- Decimals, since a sum of doubles depends on the order of its rows.
step_0 as (
    select
        channels.chain,
        channels.channel,
        transitions.from_state,
        transitions.to_state,
        cast(transitions.probability as decimal(18, 17)) as probability
    from channels
    inner join transitions on channels.chain = transitions.chain
    where transitions.from_state <> channels.channel and transitions.to_state <> channels.channel

    union all

    select
        chain,
        channel,
        '(conversion)' as from_state,
        '(conversion)' as to_state,
        cast(1 as decimal(18, 17)) as probability
    from channels
),
{% for step in range(1, squarings + 1) %}
step_{{ step }} as (
    select
        first_leg.chain,
        first_leg.channel,
        first_leg.from_state,
        second_leg.to_state,
        cast(sum(first_leg.probability * second_leg.probability) as decimal(18, 17)) as probability
    from step_{{ step - 1 }} as first_leg
    inner join step_{{ step - 1 }} as second_leg
        on
            first_leg.chain = second_leg.chain
            and first_leg.channel = second_leg.channel
            and first_leg.to_state = second_leg.from_state
    group by first_leg.chain, first_leg.channel, first_leg.from_state, second_leg.to_state
),
{% endfor %}
arrived as (
    select
        channels.chain,
        channels.channel,
        coalesce(max(absorbed.probability), 0) as probability
    from channels
    left join step_{{ squarings }} as absorbed
        on
            channels.chain = absorbed.chain
            and channels.channel = absorbed.channel
            and absorbed.from_state = '(start)'
            and absorbed.to_state = '(conversion)'
    group by channels.chain, channels.channel
),

effects as (
    select
        chain,
        channel,
        cast(1 - probability as decimal(18, 12)) as removal_effect
    from arrived
),

shared as (
    select
        *,
        split_part(chain, '|', 1) as entity,
        split_part(chain, '|', 2) as conversion_type,
        split_part(chain, '|', 3) as measure,
        cast(removal_effect as double) / cast(sum(removal_effect) over (partition by chain) as double) as share
    from effects
)

select * from shared
