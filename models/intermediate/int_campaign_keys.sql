with

mapping as (
    select * from {{ ref('campaign_mapping') }}
),

names as (
    select * from {{ ref('int_campaign_names') }}
),

ads as (
    select * from {{ ref('int_ad_performance') }}
),

mapped_ids as (
    select
        source_type,
        source_value as source_id,
        campaign as campaign_id
    from mapping
    where source_type <> 'utm'
),

-- A platform can report on a campaign whose name has not landed.
landed_ids as (
    select source_type, source_id from names
    union
    select platform as source_type, platform_campaign_id as source_id from ads
),

-- Every id that landed leads to a campaign: the mapped one, or itself.
ids as (
    select
        landed_ids.source_type,
        landed_ids.source_id as key_value,
        coalesce(mapped_ids.campaign_id, landed_ids.source_type || ':' || landed_ids.source_id) as campaign_id,
        1 as precedence
    from landed_ids
    left join mapped_ids
        on landed_ids.source_type = mapped_ids.source_type and landed_ids.source_id = mapped_ids.source_id
),

mapped_utm as (
    select
        'utm' as source_type,
        {{ slug('source_value') }} as key_value,
        campaign as campaign_id,
        1 as precedence
    from mapping
    where source_type = 'utm'
),

-- UTM parameters carry the id, or a name the campaign had at some time.
utm_ids as (
    select
        'utm' as source_type,
        {{ slug('key_value') }} as key_value,
        campaign_id,
        2 as precedence
    from ids
),

utm_names as (
    select
        'utm' as source_type,
        {{ slug('names.campaign_name') }} as key_value,
        ids.campaign_id,
        -- One that was deleted has often been made anew under its name.
        case when names.is_deleted then 4 else 3 end as precedence
    from names
    inner join ids on names.source_type = ids.source_type and names.source_id = ids.key_value
),

candidates as (
    select * from ids
    union all
    select * from mapped_utm
    union all
    select * from utm_ids
    union all
    select * from utm_names
),

strongest as (
    select distinct
        source_type,
        key_value,
        campaign_id
    from candidates
    where key_value <> ''
    qualify precedence = min(precedence) over (partition by source_type, key_value)
),

-- A text that two campaigns share names neither.
unambiguous as (
    select * from strongest qualify count(*) over (partition by source_type, key_value) = 1
)

select * from unambiguous
