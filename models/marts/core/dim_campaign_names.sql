with

names as (
    select * from {{ ref('int_campaign_names') }}
),

keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type <> 'utm'
),

named as (
    select
        names.source_type,
        names.source_id,
        keys.campaign_id,
        names.campaign_name,
        names.valid_from_at,
        names.valid_to_at,
        names.is_current
    from names
    inner join keys on names.source_type = keys.source_type and names.source_id = keys.key_value
)

select * from named
