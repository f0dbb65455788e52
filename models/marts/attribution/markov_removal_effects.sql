{#- Two to the twelfth steps: a path that long does not exist, and what still wanders then is less than a rounding. -#}
{%- set squarings = 12 -%}
{{ config(
    pre_hook="{{ prepare_steps("
        ~ squarings ~ ", chains_without_a_channel(ref('markov_transitions')), squared_chains) }}",
    post_hook="{{ forget() }}"
) }}
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

{{ steps('step', squarings, chains_without_a_channel('transitions'), squared_chains) }}

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
