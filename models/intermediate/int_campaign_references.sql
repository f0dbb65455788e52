with

campaigns as (
    select * from {{ ref('int_campaigns') }}
),

keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type = 'utm'
),

candidates as (
    select
        {{ slug('campaign_id') }} as reference,
        campaign_id,
        1 as precedence
    from campaigns

    union all

    select
        keys.key_value as reference,
        keys.campaign_id,
        2 as precedence
    from keys
    inner join campaigns on keys.campaign_id = campaigns.campaign_id
),

strongest as (
    select distinct
        reference,
        campaign_id
    from candidates
    where reference <> ''
    qualify precedence = min(precedence) over (partition by reference)
),

-- A text that two campaigns share names neither.
unambiguous as (
    select * from strongest qualify count(*) over (partition by reference) = 1
),

placed as (
    select
        unambiguous.reference,
        unambiguous.campaign_id,
        campaigns.program,
        campaigns.region
    from unambiguous
    inner join campaigns on unambiguous.campaign_id = campaigns.campaign_id
)

select * from placed
