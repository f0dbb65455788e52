{%- set first_of = {'channel': 'unattributed', 'campaign_id': '(none)', 'program': '(none)'} -%}
{#- By the day from which touches count no more. -#}
{%- set flags = {
    'is_marketing_sourced': 'least',
    'is_marketing_influenced_at_opening': 'least',
    'is_marketing_influenced': 'greatest',
} -%}
{%- set measures = {
    'marketing_sourced_pipeline': ['is_marketing_sourced', 'true', 'amount', 'opened_date'],
    'marketing_influenced_pipeline': ['is_marketing_influenced_at_opening', 'true', 'amount', 'opened_date'],
    'marketing_sourced_revenue': ['is_marketing_sourced', "outcome = 'won'", 'amount', 'closed_date'],
    'marketing_influenced_revenue': ['is_marketing_influenced', "outcome = 'won'", 'amount', 'closed_date'],
    'marketing_sourced_customers': ['is_marketing_sourced', 'is_first_win', '1', 'closed_date'],
    'marketing_influenced_customers': ['is_marketing_influenced', 'is_first_win', '1', 'closed_date'],
} -%}
with

opportunities as (
    select
        *,
        {{ end_of_day('closed_date') }} as closed_by
    from {{ ref('fct_opportunities') }}
),

new_customers as (
    select * from {{ ref('int_new_customers') }}
),

deal_people as (
    select * from {{ ref('int_deal_people') }}
),

touchpoints as (
    select * from {{ ref('fct_touchpoints') }}
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

-- The window lies before the opening, of a deal that was entered when it was over before its close; what touches the
-- buyers until the end of the day of the close adds to it.
touches as (
    select
        opportunities.opportunity_id,
        opportunities.first_seen_at >= touchpoints.touched_at as is_before_opening,
        touchpoints.touch_order,
        {%- for segment in first_of %}
        touchpoints.{{ segment }},
        {%- endfor %}
        touchpoints.is_marketing
    from opportunities
    inner join deal_people on opportunities.opportunity_id = deal_people.opportunity_id
    inner join touchpoints
        on
            deal_people.person_id = touchpoints.person_id
            and {{ dbt.dateadd(
                'day', -var('attribution_window_days'), 'least(opportunities.opened_at, opportunities.closed_at)'
            ) }} <= touchpoints.touched_at
            and coalesce(opportunities.closed_by >= touchpoints.touched_at, true)
),

of_deals as (
    select
        opportunity_id,
        {%- for segment in first_of %}
        {{ first_known('case when is_before_opening then ' ~ segment ~ ' end') }} over oldest_first as {{ segment }},
        {%- endfor %}
        {{ first_known('case when is_before_opening then is_marketing end') }} over oldest_first
            as is_marketing_sourced,
        bool_or(is_marketing and is_before_opening) over oldest_first as is_marketing_influenced_at_opening,
        bool_or(is_marketing) over oldest_first as is_marketing_influenced,
        count(*) over oldest_first as touches,
        count(case when is_marketing then 1 end) over oldest_first as marketing_touches
    from touches
    window
        oldest_first as (
            partition by opportunity_id order by touch_order rows between unbounded preceding and unbounded following
        )
    qualify row_number() over (partition by opportunity_id order by touch_order) = 1
),

landed as (
    select {{ touches_known_from() }} as touched_from from touchpoints
),

-- Of a deal before that month the landed touches tell only what came later, while it was open; of one after the last
-- they tell little.
told as (
    select
        opportunities.*,
        {%- for segment, fallback in first_of.items() %}
        coalesce(of_deals.{{ segment }}, '{{ fallback }}') as first_{{ segment }},
        {%- endfor %}
        coalesce(of_deals.touches, 0) as touches,
        coalesce(of_deals.marketing_touches, 0) as marketing_touches,
        {%- for flag, last in flags.items() %}
        case
            when of_deals.{{ flag }} then true
            when
                landed.touched_from <= least(opportunities.opened_date, opportunities.closed_date)
                and landed_until.touches_until >= {{ last }}(opportunities.opened_date, opportunities.closed_date)
                then false
        end as {{ flag }},
        {%- endfor %}
        new_customers.account_id is not null as is_first_win,
        landed.touched_from,
        landed_until.touches_until
    from opportunities
    left join of_deals on opportunities.opportunity_id = of_deals.opportunity_id
    left join new_customers on opportunities.opportunity_id = new_customers.first_won_opportunity_id
    cross join landed
    cross join landed_until
),

facts as (
    select
        opportunity_id, account_id,
        {%- for segment in first_of %}
        first_{{ segment }} as {{ segment }},
        {%- endfor %}
        region, industry, company_size, business_unit,
        outcome, opened_date, closed_date, amount,
        touches, marketing_touches, is_first_win,
        {{ flags | join(', ') }},
        -- What is known to have touched some of the deals of a month before, or after, is not what touched them all.
        {%- for measure, (flag, condition, value, day) in measures.items() %}
        {%- set one = 'when ' ~ flag ~ ' and ' ~ condition ~ ' then 1 when ' ~ flag ~ ' is not null then 0' %}
        {%- set one = 'case when not ' ~ day ~ ' between touched_from and touches_until then null ' ~ one ~ ' end' %}
        {%- set type = 'bigint' if value == '1' else 'decimal(18, 6)' %}
        cast({{ one }} * {{ value }} as {{ type }}) as {{ measure }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from told
)

select * from facts
