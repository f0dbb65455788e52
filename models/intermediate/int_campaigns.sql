with

keys as (
    select * from {{ ref('int_campaign_keys') }}
),

names as (
    select * from {{ ref('int_campaign_names') }} where is_current
),

traffic as (
    select * from {{ ref('int_traffic') }} where campaign_id is not null
),

mails as (
    select * from {{ ref('int_email_campaigns') }} where campaign_id is not null
),

mapping as (
    select
        campaign as campaign_id,
        min(program) as program,
        min(region) as region
    from {{ ref('campaign_mapping') }}
    group by campaign
),

crm_campaigns as (
    select * from {{ ref('stg_salesforce__campaign') }} where _fate = 'kept' or _fate = 'deleted'
),

children as (
    select distinct parent_campaign_id from crm_campaigns
),

crm_programs as (
    select
        keys.campaign_id,
        -- A campaign with campaigns below it is a program itself.
        min(coalesce(
            parents.campaign_name,
            case when children.parent_campaign_id is not null then crm_campaigns.campaign_name end,
            crm_campaigns.campaign_type
        )) as program
    from crm_campaigns
    inner join keys on keys.source_type = 'salesforce' and crm_campaigns.campaign_id = keys.key_value
    left join crm_campaigns as parents on crm_campaigns.parent_campaign_id = parents.campaign_id
    left join children on crm_campaigns.campaign_id = children.parent_campaign_id
    group by keys.campaign_id
),

-- A campaign that several systems know is called as the ad platform that spends on it calls it.
named as (
    select
        keys.campaign_id,
        min_by(names.campaign_name, names.source_type || ':' || names.source_id) as campaign_name
    from keys
    inner join names on keys.source_type = names.source_type and keys.key_value = names.source_id
    group by keys.campaign_id
),

-- The mapping may hold campaigns that this landing has never seen.
seen as (
    select campaign_id from keys where source_type <> 'utm'
    union
    select campaign_id from traffic
    union
    select campaign_id from mails
),

campaigns as (
    select
        seen.campaign_id,
        coalesce(named.campaign_name, seen.campaign_id) as campaign_name,
        coalesce(mapping.program, crm_programs.program) as program,
        mapping.region,
        mapping.campaign_id is not null as is_mapped
    from seen
    left join named on seen.campaign_id = named.campaign_id
    left join mapping on seen.campaign_id = mapping.campaign_id
    left join crm_programs on seen.campaign_id = crm_programs.campaign_id
)

select * from campaigns
