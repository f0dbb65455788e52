with

funnel as (
    select * from {{ ref('int_account_funnel') }}
),

new_customers as (
    select * from {{ ref('int_new_customers') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

leads as (
    select * from {{ ref('fct_leads') }} where account_id is not null
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where owner_id is not null and is_convertible
),

-- A deal tells of the SQLs among accounts, whoever is on it.
told_stages as (
    select
        has_mqls,
        has_sqls or has_deals_of_accounts as has_sqls,
        has_deals_of_accounts or has_purchases as has_sales
    from {{ ref('int_told_stages') }}
),

first_leads as (
    select
        account_id,
        {{ first_known('persona') }} over oldest_first as persona,
        {{ first_known("nullif(owner_id, 'Unknown')") }} over oldest_first as owner_id
    from leads
    window
        oldest_first as (
            partition by account_id order by lead_at, person_id rows between unbounded preceding and unbounded following
        )
    qualify row_number() over (partition by account_id order by lead_at, person_id) = 1
),

first_deals as (
    select
        account_id,
        owner_id
    from opportunities
    qualify row_number() over (partition by account_id order by opened_at nulls last, opportunity_id) = 1
),

facts as (
    select
        funnel.account_id,
        funnel.entry_stage,
        funnel.channel,
        funnel.campaign_id,
        coalesce(campaigns.program, '(none)') as program,
        accounts.region,
        coalesce(accounts.industry, 'Unknown') as industry,
        accounts.company_size,
        coalesce(first_leads.persona, 'Unknown') as persona,
        coalesce(
            case when funnel.entry_stage = 'lead' then first_leads.owner_id end,
            first_deals.owner_id,
            first_leads.owner_id,
            'Unknown'
        ) as owner_id,
        funnel.entered_at,
        funnel.lead_at,
        {{ told_stage('mql', 'told_stages.has_mqls') }},
        {{ told_stage('sql', 'told_stages.has_sqls') }},
        funnel.won_at,
        funnel.repeat_at,
        case when told_stages.has_sales then funnel.won_at is not null end as is_customer,
        funnel.is_lead_imputed,
        {{ reporting_date('funnel.entered_at') }} as entered_date,
        {{ reporting_date('funnel.lead_at') }} as lead_date,
        {{ reporting_date('funnel.won_at') }} as won_date,
        {{ reporting_date('funnel.repeat_at') }} as repeat_date,
        new_customers.acquired_date,
        funnel.leads,
        funnel.opportunities,
        funnel.won_deals,
        cast(funnel.revenue as decimal(28, 6)) as revenue
    from funnel
    inner join accounts on funnel.account_id = accounts.account_id
    left join new_customers on funnel.account_id = new_customers.account_id
    left join campaigns on funnel.campaign_id = campaigns.campaign_id
    left join first_leads on funnel.account_id = first_leads.account_id
    left join first_deals on funnel.account_id = first_deals.account_id
    cross join told_stages
)

select * from facts
