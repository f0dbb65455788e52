with

funnel as (
    select * from {{ ref('int_lead_funnel') }}
),

lead_sources as (
    select * from {{ ref('int_lead_sources') }}
),

people as (
    select * from {{ ref('dim_people') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

leads as (
    select
        funnel.person_id,
        funnel.account_id,
        lead_sources.channel,
        lead_sources.channel_basis,
        coalesce(lead_sources.campaign_id, '(none)') as campaign_id,
        {{ url_path('lead_sources.landing_page_url') }} as landing_page,
        people.region,
        people.industry,
        coalesce(accounts.company_size, 'Unknown') as company_size,
        funnel.lead_at,
        funnel.mql_at,
        funnel.sql_at,
        funnel.won_at,
        funnel.repeat_at,
        funnel.disqualified_at,
        funnel.is_lead_imputed,
        funnel.is_mql_imputed,
        funnel.is_sql_imputed,
        {{ reporting_date('funnel.lead_at') }} as lead_date,
        {{ reporting_date('funnel.mql_at') }} as mql_date,
        {{ reporting_date('funnel.sql_at') }} as sql_date,
        {{ reporting_date('funnel.won_at') }} as won_date,
        {{ reporting_date('funnel.repeat_at') }} as repeat_date
    from funnel
    inner join lead_sources on funnel.person_id = lead_sources.person_id
    inner join people on funnel.person_id = people.person_id
    left join accounts on funnel.account_id = accounts.account_id
)

select * from leads
