with

ads as (
    select * from {{ ref('int_ad_performance') }}
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type <> 'utm'
),

traffic as (
    select * from {{ ref('int_traffic') }}
),

clicks as (
    select
        campaign_keys.campaign_id,
        traffic.channel,
        max({{ social_network('traffic.channel', 'ads.source') }}) as network,
        sum(ads.clicks) as clicks
    from ads
    inner join campaign_keys
        on ads.platform = campaign_keys.source_type and ads.platform_campaign_id = campaign_keys.key_value
    inner join traffic
        on
            {{ traffic_key("''", 'ads.source', 'ads.medium', 'ads.campaign', "''", "''") }}
            = traffic.traffic_key
    group by campaign_keys.campaign_id, traffic.channel
),

advertised as (
    select
        campaign_id,
        channel,
        network
    from clicks
    qualify row_number() over (partition by campaign_id order by clicks desc nulls last, channel) = 1
)

select * from advertised
