with

funnel as (
    select
        *,
        {{ reporting_date('won_at') }} as won_date,
        {{ reporting_date('repeat_at') }} as repeat_date
    from {{ ref('int_account_funnel') }}
    where won_at is not null
),

new_customers as (
    select * from {{ ref('int_new_customers') }}
),

changes as (
    select * from {{ ref('int_mrr_changes') }}
),

purchases as (
    select * from {{ ref('int_purchases') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

recurring as (
    select
        account_id,
        min(change_date) as subscribed_date,
        max_by(mrr_after, change_date) as mrr,
        max(change_date) as last_change_date
    from changes
    group by account_id
),

bought as (
    select
        account_id,
        count(*) filter (where revenue > 0) as purchases,
        sum(revenue) as revenue
    from purchases
    group by account_id
),

known as (
    select account_id from funnel
    union
    select account_id from recurring
),

customers as (
    select
        known.account_id,
        funnel.won_date,
        funnel.repeat_date,
        new_customers.acquired_date,
        recurring.subscribed_date,
        case when recurring.mrr <= 0 then recurring.last_change_date end as churned_date,
        recurring.mrr > 0 as is_subscribed,
        coalesce(funnel.channel, 'Unassigned') as channel,
        coalesce(funnel.campaign_id, '(none)') as campaign_id,
        coalesce(campaigns.program, '(none)') as program,
        coalesce(accounts.region, 'Unknown') as region,
        coalesce(accounts.industry, 'Unknown') as industry,
        coalesce(accounts.company_size, 'Unknown') as company_size,
        case when funnel.channel <> 'Unassigned' then funnel.channel = 'Customer Referral' end as is_referred,
        coalesce(bought.purchases, 0) as purchases,
        cast(bought.revenue as decimal(28, 6)) as revenue,
        recurring.mrr
    from known
    left join funnel on known.account_id = funnel.account_id
    left join new_customers on known.account_id = new_customers.account_id
    left join recurring on known.account_id = recurring.account_id
    left join bought on known.account_id = bought.account_id
    left join accounts on known.account_id = accounts.account_id
    left join campaigns on funnel.campaign_id = campaigns.campaign_id
)

select * from customers
