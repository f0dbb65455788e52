with

crm_campaigns as (
    select * from {{ ref('stg_salesforce__campaign') }} where _fate = 'kept' or _fate = 'deleted'
),

advertised as (
    select * from {{ ref('int_campaign_ad_channels') }}
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type = 'salesforce'
),

traffic as (
    select * from {{ ref('int_traffic') }}
),

responses as (
    select * from {{ ref('int_campaign_responses') }} where responded_date is not null
),

people as (
    select * from {{ ref('int_people') }} where lead_at is not null
),

lead_sources as (
    select * from {{ ref('int_lead_sources') }} where channel <> 'Unassigned'
),

channels as (
    select * from {{ ref('channels') }}
),

-- A type such as Advertisement names no channel that ads could not name better.
typed as (
    select
        campaign_keys.campaign_id,
        min_by(traffic.channel, crm_campaigns.campaign_id) filter (
            where traffic.channel not in ('Unassigned', 'Paid Other')
        ) as channel,
        min_by(traffic.channel, crm_campaigns.campaign_id) filter (where traffic.channel = 'Paid Other')
            as vague_channel
    from crm_campaigns
    inner join campaign_keys on crm_campaigns.campaign_id = campaign_keys.key_value
    inner join traffic
        on {{ traffic_key('crm_campaigns.campaign_type', "''", "''", "''", "''", "''") }} = traffic.traffic_key
    group by campaign_keys.campaign_id
),

-- Those who became leads by responding came through the channel that their own record names.
leads as (
    select
        responses.campaign_id,
        lead_sources.channel,
        count(*) as leads
    from responses
    inner join people on responses.person_id = people.person_id
    inner join lead_sources on responses.person_id = lead_sources.person_id
    where responses.responded_date = {{ reporting_date('people.lead_at') }}
    group by responses.campaign_id, lead_sources.channel
),

generated as (
    select
        campaign_id,
        channel
    from leads
    qualify row_number() over (partition by campaign_id order by leads desc, channel) = 1
),

known as (
    select campaign_id from typed
    union
    select campaign_id from advertised
),

chosen as (
    select
        known.campaign_id,
        coalesce(
            typed.channel,
            advertised.channel,
            -- What is advertising by its type was not found for nothing.
            case when typed.vague_channel is null or channels.is_paid then generated.channel end,
            typed.vague_channel,
            'Unassigned'
        ) as channel,
        nullif(advertised.network, '(none)') as ad_network
    from known
    left join typed on known.campaign_id = typed.campaign_id
    left join advertised on known.campaign_id = advertised.campaign_id
    left join generated on known.campaign_id = generated.campaign_id
    left join channels on generated.channel = channels.channel
),

campaign_channels as (
    select
        campaign_id,
        channel,
        case when {{ is_social('channel') }} then coalesce(ad_network, 'Other') else '(none)' end as network
    from chosen
)

select * from campaign_channels
