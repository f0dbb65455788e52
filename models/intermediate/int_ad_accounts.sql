with

google_accounts as (
    select * from {{ ref('stg_google_ads__account_history') }} where _fate = 'kept' or _fate = 'deleted'
),

linkedin_accounts as (
    select * from {{ ref('stg_linkedin_ads__account_history') }} where _fate = 'kept' or _fate = 'deleted'
),

facebook_accounts as (
    select * from {{ ref('stg_facebook_ads__account_history') }} where _fate = 'kept' or _fate = 'deleted'
),

versions as (
    select 'google_ads' as platform, account_id, currency from google_accounts
    union all
    select 'linkedin_ads' as platform, account_id, currency from linkedin_accounts
    union all
    -- Some exports write Facebook's accounts as its API does, act_123.
    select 'facebook_ads' as platform, replace(account_id, 'act_', '') as account_id, currency from facebook_accounts
),

-- An account keeps its currency for life; a version that lacks it tells nothing.
accounts as (
    select
        platform,
        account_id,
        max(currency) as currency
    from versions
    group by platform, account_id
)

select * from accounts
