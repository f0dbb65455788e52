with

mails as (
    select * from {{ ref('stg_hubspot__email_campaign') }} where _fate = 'kept'
),

events as (
    select * from {{ ref('stg_hubspot__email_event') }} where _fate = 'kept'
),

clicks as (
    select * from {{ ref('stg_hubspot__email_event_click') }} where _fate = 'kept'
),

mapping as (
    select * from {{ ref('campaign_mapping') }} where source_type = 'hubspot'
),

utm_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type = 'utm'
),

-- Messages can have landed without the mail they are copies of.
known as (
    select email_campaign_id from mails
    union
    select email_campaign_id from events where email_campaign_id is not null
),

link_texts as (
    select
        events.email_campaign_id,
        {{ slug(url_decoded(url_parameter('clicks.url', 'utm_campaign'))) }} as utm_campaign,
        count(*) as clicks
    from clicks
    inner join events on clicks.event_id = events.event_id
    group by events.email_campaign_id, {{ slug(url_decoded(url_parameter('clicks.url', 'utm_campaign'))) }}
),

-- The campaign that most of the followed links are tagged with.
linked as (
    select
        link_texts.email_campaign_id,
        utm_keys.campaign_id
    from link_texts
    inner join utm_keys on link_texts.utm_campaign = utm_keys.key_value
    qualify row_number() over (
        partition by link_texts.email_campaign_id
        order by link_texts.clicks desc, link_texts.utm_campaign
    ) = 1
),

-- A mail that nobody clicked belongs to the campaign its name begins with: the longest that does.
named as (
    select
        mails.email_campaign_id,
        utm_keys.campaign_id
    from mails
    inner join utm_keys
        on utm_keys.key_value || '_' = substr({{ slug('mails.email_name') }} || '_', 1, length(utm_keys.key_value) + 1)
    qualify row_number() over (
        partition by mails.email_campaign_id
        order by length(utm_keys.key_value) desc
    ) = 1
),

campaigns as (
    select
        known.email_campaign_id,
        mails.email_name,
        mails.subject,
        mails.email_type,
        coalesce(mapping.campaign, linked.campaign_id, named.campaign_id) as campaign_id
    from known
    left join mails on known.email_campaign_id = mails.email_campaign_id
    left join mapping on known.email_campaign_id = mapping.source_value
    left join linked on known.email_campaign_id = linked.email_campaign_id
    left join named on known.email_campaign_id = named.email_campaign_id
)

select * from campaigns
