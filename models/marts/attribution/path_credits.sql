{%- set amounts = ['pipeline', 'revenue'] -%}
with

credits as (
    select * from {{ ref('touch_credits') }}
),

conversions as (
    select * from {{ ref('fct_conversions') }}
),

-- Most conversions are of no deal, so have no amount and nothing to round.
priced as (
    select * from conversions
    where {{ amounts | join(' <> 0 or ') }} <> 0
),

-- What rounding leaves of an amount goes to the last touch that has credit.
rests as (
    select
        credits.conversion_id,
        credits.attribution_model,
        {%- for amount in amounts %}
        max(priced.{{ amount }}) - sum({{ whole_cents('priced.' ~ amount, 'credits.credit') }}) as {{ amount }}_rest,
        {%- endfor %}
        max(credits.touch_order) as touch_order
    from credits
    inner join priced on credits.conversion_id = priced.conversion_id
    group by credits.conversion_id, credits.attribution_model
),

divided as (
    select
        credits.conversion_id,
        credits.touchpoint_id,
        credits.touch_order,
        credits.attribution_model,
        {%- for amount in amounts %}
        cast(
            {{ whole_cents('conversions.' ~ amount, 'credits.credit') }} + coalesce(rests.{{ amount }}_rest, 0)
            as decimal(18, 6)
        ) as attributed_{{ amount }},
        {%- endfor %}
        credits.credit
    from credits
    inner join conversions on credits.conversion_id = conversions.conversion_id
    left join rests
        on
            credits.conversion_id = rests.conversion_id
            and credits.attribution_model = rests.attribution_model
            and credits.touch_order = rests.touch_order
)

select * from divided
