with

ads as (
    select * from {{ ref('int_ads') }}
),

reported as (
    select * from {{ ref('int_ad_performance') }} where ad_id is not null
),

-- A platform can report on an ad whose name has not landed.
known as (
    select platform, ad_id from ads
    union
    select platform, ad_id from reported
),

creatives as (
    select
        platform || ':' || ad_id as creative,
        platform,
        ad_id,
        row_number() over (partition by ad_id order by platform) = 1 as is_named_by_id
    from known
)

select * from creatives
