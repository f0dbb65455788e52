with

people as (
    select * from {{ ref('int_lead_funnel') }} where account_id is not null
),

lead_sources as (
    select * from {{ ref('int_lead_sources') }}
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where account_id is not null and is_convertible
),

purchases as (
    select * from {{ ref('int_purchases') }}
),

of_leads as (
    select
        people.account_id,
        people.lead_at,
        min(people.mql_at) over of_account as mql_at,
        min(people.sql_at) over of_account as sql_at,
        min(case when not people.is_lead_imputed then people.lead_at end) over of_account as told_lead_at,
        min(case when not people.is_mql_imputed then people.mql_at end) over of_account as told_mql_at,
        min(case when not people.is_sql_imputed then people.sql_at end) over of_account as told_sql_at,
        lead_sources.channel,
        coalesce(lead_sources.campaign_id, '(none)') as campaign_id,
        count(*) over of_account as leads
    from people
    inner join lead_sources on people.person_id = lead_sources.person_id
    window of_account as (partition by people.account_id)
    qualify row_number() over (partition by people.account_id order by people.lead_at, people.person_id) = 1
),

of_deals as (
    select
        account_id,
        first_seen_at as sql_at,
        min(case when outcome = 'won' then closed_at end) over oldest_first as won_at,
        {{ first_known('channel') }} over oldest_first as channel,
        {{ first_known('campaign_id') }} over oldest_first as campaign_id,
        count(*) over oldest_first as opportunities,
        count(case when outcome = 'won' then 1 end) over oldest_first as won_deals
    from opportunities
    window
        oldest_first as (
            partition by account_id order by first_seen_at nulls last, opportunity_id
            rows between unbounded preceding and unbounded following
        )
    qualify row_number() over (partition by account_id order by first_seen_at nulls last, opportunity_id) = 1
),

of_purchases as (
    select
        account_id,
        min(purchase_date) filter (where revenue > 0) as first_purchase_date,
        {{ start_of_day('min(purchase_date) filter (where revenue > 0)') }} as first_purchase_at,
        {{ start_of_day('min(purchase_date) filter (where purchase_number = 2)') }} as repeat_at,
        sum(revenue) as revenue
    from purchases
    group by account_id
),

known as (
    select account_id from of_leads
    union
    select account_id from of_deals
    union
    select account_id from of_purchases
),

-- Won comes from deals. Where an account has none, or had paid long before its first was won, or twice by then, its
-- first purchase says that it bought.
stages as (
    select
        known.account_id,
        of_leads.lead_at,
        of_leads.mql_at,
        least(of_leads.sql_at, of_deals.sql_at) as sql_at,
        of_leads.told_lead_at,
        of_leads.told_mql_at,
        least(of_leads.told_sql_at, of_deals.sql_at) as told_sql_at,
        least(
            case
                when
                    of_purchases.repeat_at <= of_deals.won_at
                    or {{ dbt.dateadd('day', var('deal_after_bill_days'), 'of_purchases.first_purchase_date') }}
                    < {{ reporting_date('of_deals.won_at') }}
                    then of_purchases.first_purchase_at
                else coalesce(of_deals.won_at, of_purchases.first_purchase_at)
            end,
            of_purchases.repeat_at
        ) as won_at,
        of_purchases.repeat_at,
        of_leads.channel as lead_channel,
        of_leads.campaign_id as lead_campaign_id,
        of_deals.channel as deal_channel,
        of_deals.campaign_id as deal_campaign_id,
        coalesce(of_leads.leads, 0) as leads,
        coalesce(of_deals.opportunities, 0) as opportunities,
        coalesce(of_deals.won_deals, 0) as won_deals,
        of_purchases.revenue
    from known
    left join of_leads on known.account_id = of_leads.account_id
    left join of_deals on known.account_id = of_deals.account_id
    left join of_purchases on known.account_id = of_purchases.account_id
)

select * from stages
