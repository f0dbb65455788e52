{%- set amounts = ['pipeline', 'revenue'] -%}
with

credits as (
    select * from {{ ref('touch_credits') }}
),

conversions as (
    select * from {{ ref('fct_conversions') }}
),

shares as (
    select
        {%- for amount in amounts %}
        conversions.{{ amount }},
        {{ whole_cents('conversions.' ~ amount, 'credits.credit') }} as {{ amount }}_cents,
        {%- endfor %}
        credits.*
    from credits
    inner join conversions on credits.conversion_id = conversions.conversion_id
),

totals as (
    select
        conversion_id,
        attribution_model,
        {%- for amount in amounts %}
        sum({{ amount }}_cents) as {{ amount }}_cents,
        {%- endfor %}
        max(touch_order) as rest_order
    from shares
    group by conversion_id, attribution_model
),

-- What rounding leaves of an amount goes to the last touch that has credit.
divided as (
    select
        shares.conversion_id,
        shares.touchpoint_id,
        shares.touch_order,
        shares.attribution_model,
        {%- for amount in amounts %}
        cast(shares.{{ amount }}_cents + coalesce(shares.{{ amount }} - totals.{{ amount }}_cents, 0) as decimal(18, 6))
            as attributed_{{ amount }},
        {%- endfor %}
        shares.credit
    from shares
    left join totals
        on
            shares.conversion_id = totals.conversion_id
            and shares.attribution_model = totals.attribution_model
            and shares.touch_order = totals.rest_order
)

select * from divided
