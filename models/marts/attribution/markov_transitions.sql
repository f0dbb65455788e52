{%- set amounts = {'sql': 'pipeline', 'won': 'revenue'} -%}
with

touches as (
    select * from {{ ref('conversion_touches') }}
),

conversions as (
    select * from {{ ref('fct_conversions') }}
),

steps as (
    select
        conversion_id,
        channel,
        lag(channel) over (partition by conversion_id order by touch_order) as channel_before,
        lead(channel) over (partition by conversion_id order by touch_order) as channel_after
    from touches
),

-- Whoever stays in a channel has not moved: repeats change nothing of where a path ends.
moves as (
    select
        conversion_id,
        coalesce(channel_before, '(start)') as from_state,
        channel as to_state
    from steps
    where channel_before is null or channel_before <> channel

    union all

    select
        conversion_id,
        channel as from_state,
        '(conversion)' as to_state
    from steps
    where channel_after is null
),

counted as (
    select
        conversions.entity,
        conversions.conversion_type,
        moves.from_state,
        moves.to_state,
        {%- for amount in amounts.values() %}
        sum(case when conversions.{{ amount }} > 0 then conversions.{{ amount }} end) as {{ amount }},
        {%- endfor %}
        count(*) as conversions
    from moves
    inner join conversions on moves.conversion_id = conversions.conversion_id
    group by conversions.entity, conversions.conversion_type, moves.from_state, moves.to_state
),

-- A chain for the conversions of each kind, and one for their money, in which a path counts by its amount.
chains as (
    select
        entity || '|' || conversion_type || '|conversions' as chain,
        from_state,
        to_state,
        cast(conversions as decimal(28, 6)) as weight
    from counted
    {%- for stage, amount in amounts.items() %}

    union all

    select
        entity || '|' || conversion_type || '|{{ amount }}' as chain,
        from_state,
        to_state,
        cast({{ amount }} as decimal(28, 6)) as weight
    from counted
    where entity = 'accounts' and conversion_type = '{{ stage }}' and {{ amount }} > 0
    {%- endfor %}
),

transitions as (
    select
        *,
        cast(weight as double) / cast(sum(weight) over (partition by chain, from_state) as double) as probability
    from chains
)

select * from transitions
