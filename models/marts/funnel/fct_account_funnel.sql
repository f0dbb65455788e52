with

funnel as (
    select * from {{ ref('int_account_funnel') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

facts as (
    select
        funnel.account_id,
        funnel.entry_stage,
        funnel.channel,
        funnel.campaign_id,
        accounts.region,
        accounts.industry,
        accounts.company_size,
        funnel.entered_at,
        funnel.lead_at,
        funnel.mql_at,
        funnel.sql_at,
        funnel.won_at,
        funnel.repeat_at,
        {{ reporting_date('funnel.entered_at') }} as entered_date,
        {{ reporting_date('funnel.lead_at') }} as lead_date,
        {{ reporting_date('funnel.mql_at') }} as mql_date,
        {{ reporting_date('funnel.sql_at') }} as sql_date,
        {{ reporting_date('funnel.won_at') }} as won_date,
        {{ reporting_date('funnel.repeat_at') }} as repeat_date,
        funnel.leads,
        funnel.opportunities,
        funnel.won_deals,
        cast(funnel.revenue as decimal(28, 6)) as revenue
    from funnel
    inner join accounts on funnel.account_id = accounts.account_id
)

select * from facts
