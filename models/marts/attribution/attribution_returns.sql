{%- set segments = ['channel', 'campaign_id', 'program'] -%}
{%- set of_touches, of_leads = ['marketing_revenue', 'ad_revenue'], ['leads', 'sqls'] -%}
{#- Leads bring none; without deals that have landed it is unknown. -#}
{%- set seen = "case when has_touches and conversion_type = 'won' then "
    ~ "case when {} then attributed_revenue else 0 end end" -%}
{%- set credited = {
    'leads': "case when entity = 'people' and conversion_type = 'lead' then credit else 0 end",
    'sqls': "case when entity = 'people' and conversion_type = 'sql' then credit else 0 end",
    'new_customers': "case when is_first_win and conversion_type = 'won' then credit else 0 end",
    'pipeline': 'attributed_pipeline',
    'revenue': 'attributed_revenue',
    'marketing_revenue': seen.format('is_marketing'),
    'ad_revenue': seen.format('is_advertising'),
} -%}
with

credits as (
    select * from {{ ref('attribution_credits') }}
),

conversions as (
    select * from {{ ref('fct_conversions') }}
),

touchpoints as (
    select * from {{ ref('fct_touchpoints') }}
),

deals as (
    select * from {{ ref('fct_deal_touches') }}
),

funnel_daily as (
    select * from {{ ref('funnel_daily') }}
),

models as (
    select * from {{ ref('attribution_models') }}
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

-- Where no deals or leads have landed, or no further, or no touches yet, what cost brought is unknown, not nothing.
landed as (
    select
        {{ touches_known_from() }} as touched_from,
        (select count(*) > 0 from conversions) as has_conversions
    from touchpoints
),

flagged as (
    select
        credits.*,
        coalesce(credits.entity = 'accounts' and deals.is_first_win, false) as is_first_win
    from credits
    inner join conversions on credits.conversion_id = conversions.conversion_id
    left join deals on conversions.opportunity_id = deals.opportunity_id
    cross join landed
    where landed.touched_from is not null
),

brought as (
    select
        conversion_date as date_day,
        attribution_model,
        {{ segments | join(', ') }},
        {%- for measure, value in credited.items() %}
        sum(cast({{ value }} as decimal(28, 12))) as {{ measure }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from flagged
    where conversion_date is not null
    group by conversion_date, attribution_model, {{ segments | join(', ') }}
),

-- Cost is the same whichever model divides what it brought.
spent as (
    select
        date_day,
        {{ segments | join(', ') }},
        sum(spend) as ad_spend,
        sum(marketing_cost) as marketing_cost,
        sum(acquisition_cost) as acquisition_cost
    from funnel_daily
    group by date_day, {{ segments | join(', ') }}
    having coalesce(sum(spend), sum(marketing_cost), sum(acquisition_cost)) is not null
),

stacked as (
    select
        models.attribution_model,
        spent.date_day,
        spent.{{ segments | join(', spent.') }},
        {%- for measure in credited %}
        case
            when
                landed.has_conversions
                and spent.date_day <= landed_until.{{ 'leads' if measure in of_leads else 'deals' }}_until
                {%- if measure in of_touches %}
                and spent.date_day between landed.touched_from and landed_until.touches_until
                {%- endif %}
                then 0
        end as {{ measure }},
        {%- endfor %}
        spent.ad_spend,
        spent.marketing_cost,
        spent.acquisition_cost
    from spent
    cross join models
    cross join landed
    cross join landed_until

    union all

    select
        attribution_model, date_day, {{ segments | join(', ') }}, {{ credited | join(', ') }},
        null as ad_spend, null as marketing_cost, null as acquisition_cost
    from brought
),

returns as (
    select
        date_day,
        attribution_model,
        {{ segments | join(', ') }},
        {%- for measure in credited %}
        cast(sum({{ measure }}) as decimal(28, {{ 6 if measure.endswith('revenue') or measure == 'pipeline' else 12 }}))
            as {{ measure }},
        {%- endfor %}
        cast(sum(ad_spend) as decimal(28, 6)) as ad_spend,
        cast(sum(marketing_cost) as decimal(28, 6)) as marketing_cost,
        cast(sum(acquisition_cost) as decimal(28, 6)) as acquisition_cost
    from stacked
    group by date_day, attribution_model, {{ segments | join(', ') }}
)

select * from returns
