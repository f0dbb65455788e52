{#- What tells where something came from: lead source, source, medium, campaign, click id and referrer. -#}
{%- set told = {
    'sessions': ["''", 'source', 'medium', 'campaign', 'click_id', 'referrer_host'],
    'ads': ["''", 'source', 'medium', 'campaign', "''", "''"],
    'leads': ['lead_source', 'utm_source', 'utm_medium', 'utm_campaign',
              "case when gclid is not null then 'gclid' end", "''"],
    'opportunities': ['lead_source', "''", "''", "''", "''", "''"],
    'crm_campaigns': ['campaign_type', "''", "''", "''", "''", "''"],
} -%}
with

sessions as (
    select * from {{ ref('int_sessions') }}
),

ads as (
    select * from {{ ref('int_ad_performance') }}
),

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

opportunities as (
    select * from {{ ref('stg_salesforce__opportunity') }} where _fate = 'kept'
),

crm_campaigns as (
    select * from {{ ref('stg_salesforce__campaign') }} where _fate = 'kept' or _fate = 'deleted'
),

source_categories as (
    select * from {{ ref('source_categories') }}
),

rules as (
    select * from {{ ref('channel_rules') }}
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type = 'utm'
),

google_campaigns as (
    select * from {{ ref('int_google_campaigns') }}
),

combinations as (
    {%- for table, columns in told.items() %}
    select distinct {{ traffic_columns(*columns) }}
    from {{ table }}
    {% if not loop.last %}union{% endif %}
    {%- endfor %}
),

keyed as (
    select
        *,
        {{ traffic_key('lead_source', 'source', 'medium', 'campaign', 'click_id', 'referrer_host') }} as traffic_key
    from combinations
),

sites as (
    select source as site from combinations
    union
    select referrer_host as site from combinations
),

-- A site is listed by its host, its registrable domain, or its bare name (`google` for every google.<tld>).
site_names as (
    select site, site as name, 1 as name_order from sites
    union all
    select site, {{ registrable_domain('site') }} as name, 2 as name_order from sites
    union all
    select site, {{ first_label('site') }} as name, 3 as name_order from sites
),

categorised as (
    select
        site_names.site,
        min_by(source_categories.category, site_names.name_order) as category
    from site_names
    inner join source_categories on site_names.name = source_categories.source
    group by site_names.site
),

ruled as (
    select
        keyed.traffic_key,
        min_by(rules.channel, rules.rule_order) as channel
    from keyed
    left join categorised as sources on keyed.source = sources.site
    left join categorised as referrers on keyed.referrer_host = referrers.site
    inner join rules
        on
            (rules.lead_source is null or {{ matches('keyed.lead_source', 'rules.lead_source') }})
            and (rules.source is null or {{ matches('keyed.source', 'rules.source') }})
            and (rules.medium is null or {{ matches('keyed.medium', 'rules.medium') }})
            and (rules.campaign is null or {{ matches('keyed.campaign', 'rules.campaign') }})
            and (rules.click_id is null or {{ matches('keyed.click_id', 'rules.click_id') }})
            and (rules.source_category is null or sources.category = rules.source_category)
            and (rules.referrer_category is null or referrers.category = rules.referrer_category)
    group by keyed.traffic_key
),

-- What an ad of Google's brought is ruled as the report of its campaign, so that cost and leads meet in a channel.
traffic as (
    select
        keyed.*,
        ruled.channel,
        campaign_keys.campaign_id
    from keyed
    left join campaign_keys on {{ slug('keyed.campaign') }} = campaign_keys.key_value
    left join google_campaigns on campaign_keys.campaign_id = google_campaigns.campaign_id
    left join ruled
        on
            coalesce(
                case
                    when {{ is_google_ad('keyed.source', 'keyed.medium', 'keyed.click_id') }}
                        then google_campaigns.traffic_key
                end,
                keyed.traffic_key
            ) = ruled.traffic_key
)

select * from traffic
