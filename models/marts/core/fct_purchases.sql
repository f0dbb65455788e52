with

purchases as (
    select * from {{ ref('int_purchases') }}
),

account_funnel as (
    select * from {{ ref('int_account_funnel') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

facts as (
    select
        md5(purchases.account_id || '|' || cast(purchases.purchase_date as {{ dbt.type_string() }})) as purchase_id,
        purchases.account_id,
        purchases.purchase_date,
        purchases.purchase_source,
        -- An account that was only ever credited is in no funnel.
        coalesce(account_funnel.channel, 'Unassigned') as channel,
        coalesce(account_funnel.campaign_id, '(none)') as campaign_id,
        coalesce(campaigns.program, '(none)') as program,
        accounts.region,
        coalesce(accounts.industry, 'Unknown') as industry,
        accounts.company_size,
        purchases.is_new_purchase,
        purchases.purchase_number,
        purchases.purchase_lines,
        cast(purchases.revenue as decimal(18, 6)) as revenue
    from purchases
    left join account_funnel on purchases.account_id = account_funnel.account_id
    left join accounts on purchases.account_id = accounts.account_id
    left join campaigns on account_funnel.campaign_id = campaigns.campaign_id
)

select * from facts
