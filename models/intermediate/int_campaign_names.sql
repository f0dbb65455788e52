with

google_campaigns as (
    select * from {{ ref('stg_google_ads__campaign_history') }} where _fate = 'kept' or _fate = 'deleted'
),

linkedin_campaigns as (
    select * from {{ ref('stg_linkedin_ads__campaign_history') }} where _fate = 'kept' or _fate = 'deleted'
),

facebook_campaigns as (
    select * from {{ ref('stg_facebook_ads__campaign_history') }} where _fate = 'kept' or _fate = 'deleted'
),

crm_campaigns as (
    select * from {{ ref('stg_salesforce__campaign') }} where _fate = 'kept' or _fate = 'deleted'
),

versions as (
    select 'google_ads' as source_type, campaign_id as source_id, campaign_name, updated_at, _fate from google_campaigns
    union all
    select 'linkedin_ads' as source_type, campaign_id, campaign_name, updated_at, _fate from linkedin_campaigns
    union all
    select 'facebook_ads' as source_type, campaign_id, campaign_name, updated_at, _fate from facebook_campaigns
    union all
    select 'salesforce' as source_type, campaign_id, campaign_name, created_at, _fate from crm_campaigns
),

compared as (
    select
        *,
        bool_or(_fate = 'deleted') over (partition by source_type, source_id) as is_deleted,
        lag(campaign_name) over (partition by source_type, source_id order by updated_at nulls first, campaign_name)
            as previous_name
    from versions
    where campaign_name is not null
),

-- A version that changed something else is no new name.
renames as (
    select * from compared where previous_name is null or previous_name <> campaign_name
),

named as (
    select
        source_type,
        source_id,
        campaign_name,
        updated_at as valid_from_at,
        lead(updated_at) over (partition by source_type, source_id order by updated_at nulls first, campaign_name)
            as valid_to_at,
        row_number() over (
            partition by source_type, source_id order by updated_at desc nulls last, campaign_name desc
        ) = 1 as is_current,
        is_deleted
    from renames
)

select * from named
