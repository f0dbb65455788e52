with

positions as (
    select * from {{ ref('stg_seo__keyword_position') }} where _fate = 'kept'
),

fx_rates as (
    select * from {{ ref('int_fx_rates') }}
),

named as (
    select
        position_date,
        lower(keyword) as keyword,
        coalesce({{ page_path('page_url') }}, '(none)') as landing_page,
        case when search_position >= 1 then search_position end as search_position,
        -- Tools write 0 where they know no price.
        case when cost_per_click > 0 then cost_per_click end as cost_per_click,
        coalesce(currency, {{ default_currency() }}) as currency
    from positions
),

valued as (
    select
        named.*,
        -- Without a price there is nothing to convert.
        named.cost_per_click is null
        or {{ fx_rate('named.currency', 'fx_rates.rate') }} is not null as is_convertible,
        {{ at_rate('named.cost_per_click', fx_rate('named.currency', 'fx_rates.rate')) }} as cost_per_click_reporting
    from named
    left join fx_rates on named.currency = fx_rates.currency and named.position_date = fx_rates.rate_date
)

select * from valued
