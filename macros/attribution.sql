{#-
  The share of an amount that a credit gives, rounded down to the cent. What that leaves over is less than a cent a
  touch and never negative; whoever divides an amount adds it to one of the touches. The millionth of a cent keeps
  thirds, which are no binary fractions, from losing a cent they have.

  Arguments:
    amount  decimal
    credit  double in [0, 1]

  Example:
    whole_cents('conversions.revenue', 'credits.credit')
-#}
{% macro whole_cents(amount, credit) -%}
    cast(floor(cast({{ amount }} as double) * {{ credit }} * 100 + 0.000001) / 100 as decimal(18, 2))
{%- endmacro %}


{#-
  The Markov chains once for each channel that is taken away, as steps from state to state. Who would have come by that
  channel ends there; who converted has arrived. Decimals, since a sum of doubles depends on the order of its rows.
-#}
{% macro chains_without_a_channel(transitions) -%}
    select
        channels.chain,
        channels.channel,
        transitions.from_state,
        transitions.to_state,
        cast(transitions.probability as decimal(18, 17)) as probability
    from (
        select distinct chain, to_state as channel from {{ transitions }} where to_state <> '(conversion)'
    ) as channels
    inner join {{ transitions }} as transitions on channels.chain = transitions.chain
    where transitions.from_state <> channels.channel and transitions.to_state <> channels.channel

    union all

    select distinct
        chain,
        to_state as channel,
        '(conversion)' as from_state,
        '(conversion)' as to_state,
        cast(1 as decimal(18, 17)) as probability
    from {{ transitions }}
    where to_state <> '(conversion)'
{%- endmacro %}


{#- Twice as many steps of such chains in one. -#}
{% macro squared_chains(chains) -%}
    select
        first_leg.chain,
        first_leg.channel,
        first_leg.from_state,
        second_leg.to_state,
        cast(sum(first_leg.probability * second_leg.probability) as decimal(18, 17)) as probability
    from {{ chains }} as first_leg
    inner join {{ chains }} as second_leg
        on
            first_leg.chain = second_leg.chain
            and first_leg.channel = second_leg.channel
            and first_leg.to_state = second_leg.from_state
    group by first_leg.chain, first_leg.channel, first_leg.from_state, second_leg.to_state
{%- endmacro %}


{#-
  The month from which it is known what touched anybody, out of fct_touchpoints; null without a touch. A CRM has its
  responses of all years, and nearly all other touches are visits, which land from the day on that the site is measured;
  what reached the buyers before it nobody knows. Where no visits land, a click in a mail is the most that is seen.
-#}
{% macro touches_known_from() -%}
    {%- set seen = [] -%}
    {%- for types in ["('session', 'ad_click')", "('email_click')"] -%}
        {%- do seen.append('min(case when touch_type in ' ~ types ~ ' then touched_at end)') -%}
    {%- endfor -%}
    cast({{ dbt.date_trunc('month', reporting_date('coalesce(' ~ seen | join(', ') ~ ', min(touched_at))')) }} as date)
{%- endmacro %}
