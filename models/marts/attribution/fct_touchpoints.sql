with

touchpoints as (
    select * from {{ ref('int_touchpoints') }}
),

people as (
    select * from {{ ref('dim_people') }}
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

channels as (
    select * from {{ ref('dim_channels') }}
),

customers as (
    select
        account_id,
        least(won_date, subscribed_date) as customer_since_date,
        churned_date
    from {{ ref('fct_customers') }}
),

ad_channels as (
    select distinct channel from {{ ref('fct_ad_performance') }}
),

facts as (
    select
        touchpoints.touchpoint_id,
        touchpoints.person_id,
        people.account_id,
        touchpoints.touched_at,
        touchpoints.touched_date,
        -- A number, which is compared in no time, and by day, so that no late touch renumbers all.
        cast({{ dbt.datediff("cast('1970-01-01' as date)", 'cast(touchpoints.touched_at as date)', 'day') }} as bigint)
        * 1000000000
        + row_number() over (
            partition by cast(touchpoints.touched_at as date)
            order by touchpoints.touched_at, touchpoints.touchpoint_id
        ) as touch_order,
        touchpoints.touch_type,
        touchpoints.channel,
        coalesce(touchpoints.campaign_id, '(none)') as campaign_id,
        coalesce(campaigns.program, '(none)') as program,
        coalesce(touchpoints.creative, '(none)') as creative,
        coalesce(touchpoints.keyword, '(none)') as keyword,
        coalesce(touchpoints.landing_page, '(none)') as landing_page,
        touchpoints.network,
        -- Who buys already comes to log in, and nothing tells that marketing has brought them.
        coalesce(
            channels.is_marketing
            and not (
                touchpoints.channel = 'Direct'
                and coalesce(touchpoints.touched_date > customers.customer_since_date, false)
                and coalesce(touchpoints.touched_date <= customers.churned_date, true)
            ),
            false
        ) as is_marketing,
        coalesce(channels.is_paid, false) as is_paid,
        ad_channels.channel is not null as is_advertising
    from touchpoints
    inner join people on touchpoints.person_id = people.person_id
    left join campaigns on touchpoints.campaign_id = campaigns.campaign_id
    left join channels on touchpoints.channel = channels.channel
    left join customers on people.account_id = customers.account_id
    left join ad_channels on touchpoints.channel = ad_channels.channel
)

select * from facts
