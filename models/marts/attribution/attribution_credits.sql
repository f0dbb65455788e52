{%- set segments = ['channel', 'campaign_id', 'program', 'creative', 'keyword', 'landing_page', 'network'] -%}
{%- set amounts = ['pipeline', 'revenue'] -%}
{%- set parts = {'ad': 'is_advertising', 'email': "channel = 'Email'", 'social': "network <> '(none)'"} -%}
with

credits as (
    select * from {{ ref('touch_credits') }}
),

conversions as (
    select * from {{ ref('fct_conversions') }}
),

touchpoints as (
    select * from {{ ref('fct_touchpoints') }}
),

landed as (
    select count(*) > 0 as has_touches from touchpoints
),

shares as (
    select
        credits.*,
        conversions.entity,
        conversions.conversion_type,
        conversions.region,
        conversions.industry,
        conversions.company_size,
        {%- for amount in amounts %}
        conversions.{{ amount }},
        {{ whole_cents('conversions.' ~ amount, 'credits.credit') }} as {{ amount }}_cents,
        {%- endfor %}
        conversions.conversion_date
    from credits
    inner join conversions on credits.conversion_id = conversions.conversion_id
),

totals as (
    select
        conversion_id,
        attribution_model,
        max(touch_order) as rest_order,
        {%- for amount in amounts %}
        sum({{ amount }}_cents) as {{ amount }}_cents{% if not loop.last %},{% endif %}
        {%- endfor %}
    from shares
    group by conversion_id, attribution_model
),

-- What rounding leaves of an amount goes to the last touch that has credit.
divided as (
    select
        shares.*,
        {%- for amount in amounts %}
        cast(shares.{{ amount }}_cents + coalesce(shares.{{ amount }} - totals.{{ amount }}_cents, 0) as decimal(18, 6))
            as attributed_{{ amount }},
        {%- endfor %}
        shares.attribution_model = '{{ var("attribution_default_model") }}' as is_default_model
    from shares
    left join totals
        on
            shares.conversion_id = totals.conversion_id
            and shares.attribution_model = totals.attribution_model
            and shares.touch_order = totals.rest_order
),

placed as (
    select
        divided.conversion_id,
        divided.entity,
        divided.conversion_type,
        divided.conversion_date,
        divided.touchpoint_id,
        divided.region,
        divided.industry,
        divided.company_size,
        divided.attribution_model,
        divided.credit,
        {%- for amount in amounts %}
        divided.attributed_{{ amount }},
        cast(case when divided.is_default_model then 1 else 0 end * divided.attributed_{{ amount }} as decimal(18, 6))
            as default_attributed_{{ amount }},
        {%- endfor %}
        {%- for segment in segments %}
        coalesce(touchpoints.{{ segment }}, '{{ 'unattributed' if segment == 'channel' else '(none)' }}')
            as {{ segment }},
        {%- endfor %}
        coalesce(touchpoints.is_advertising, false) as is_advertising
    from divided
    left join touchpoints on divided.touchpoint_id = touchpoints.touchpoint_id
),

-- Where no touch has landed, nobody knows what a kind of channel brought; that is not zero. Nor is all `unattributed`:
-- the money keeps its place here, but the KPIs are null.
finest as (
    select
        placed.*,
        landed.has_touches,
        {%- for part, condition in parts.items() %}
        case
            when not landed.has_touches then null
            when {{ condition }} then placed.default_attributed_revenue
            else cast(0 * placed.default_attributed_revenue as decimal(18, 6))
        end as {{ part }}_attributed_revenue{% if not loop.last %},{% endif %}
        {%- endfor %}
    from placed
    cross join landed
)

select * from finest
