with

touches as (
    select * from {{ ref('conversion_touches') }}
),

conversions as (
    select * from {{ ref('fct_conversions') }}
),

-- A chain for the conversions of each kind, and one for their money, in which a path counts by its amount.
weights as (
    select
        conversion_id,
        entity || '|' || conversion_type || '|conversions' as chain,
        cast(1 as decimal(18, 6)) as weight
    from conversions
    {%- for stage, amount in {'sql': 'pipeline', 'won': 'revenue'}.items() %}

    union all

    select
        conversion_id,
        entity || '|' || conversion_type || '|{{ amount }}' as chain,
        {{ amount }} as weight
    from conversions
    where entity = 'accounts' and conversion_type = '{{ stage }}' and {{ amount }} > 0
    {%- endfor %}
),

moves as (
    select
        conversion_id,
        coalesce(lag(channel) over (partition by conversion_id order by touch_order), '(start)') as from_state,
        channel as to_state
    from touches

    union all

    select
        conversion_id,
        max_by(channel, touch_order) as from_state,
        '(conversion)' as to_state
    from touches
    group by conversion_id
),

-- Whoever stays in a channel has not moved: repeats change nothing of where a path ends.
counted as (
    select
        weights.chain,
        moves.from_state,
        moves.to_state,
        sum(weights.weight) as weight
    from moves
    inner join weights on moves.conversion_id = weights.conversion_id
    where moves.from_state <> moves.to_state
    group by weights.chain, moves.from_state, moves.to_state
),

transitions as (
    select
        chain,
        from_state,
        to_state,
        cast(weight as decimal(28, 6)) as weight,
        cast(weight as double) / cast(sum(weight) over (partition by chain, from_state) as double) as probability
    from counted
)

select * from transitions
