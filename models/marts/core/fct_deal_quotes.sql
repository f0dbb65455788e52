with

quotes as (
    select * from {{ ref('fct_quotes') }}
),

deals as (
    select * from {{ ref('fct_opportunities') }}
),

person_opportunities as (
    select * from {{ ref('int_person_opportunities') }} where is_of_lead
),

leads as (
    select * from {{ ref('fct_leads') }}
),

-- A person is an SQL once, for the first deal they were on.
first_deals as (
    select person_opportunities.*
    from person_opportunities
    inner join deals on person_opportunities.opportunity_id = deals.opportunity_id
    qualify row_number() over (
        partition by person_opportunities.person_id order by deals.opened_at nulls last, deals.opportunity_id
    ) = 1
),

-- The lead that became the deal was an SQL no later than the deal was opened.
sql_leads as (
    select
        first_deals.opportunity_id,
        min(leads.sql_at) as sql_at
    from first_deals
    inner join leads on first_deals.person_id = leads.person_id
    where first_deals.link_type = 'conversion'
    group by first_deals.opportunity_id
),

first_quotes as (
    select
        opportunity_id,
        min(quote_date) as first_quote_date,
        count(*) as quotes
    from quotes
    where is_sent and opportunity_id is not null
    group by opportunity_id
),

dated as (
    select
        deals.opportunity_id,
        deals.account_id,
        deals.owner_id,
        deals.region,
        deals.industry,
        deals.outcome,
        first_quotes.quotes,
        {{ reporting_date('least(sql_leads.sql_at, deals.opened_at)') }} as sql_date,
        first_quotes.first_quote_date,
        deals.closed_date
    from first_quotes
    inner join deals on first_quotes.opportunity_id = deals.opportunity_id
    left join sql_leads on first_quotes.opportunity_id = sql_leads.opportunity_id
),

-- A quote that was written down after the deal had closed, or before there was one, tells nothing of how long it took.
facts as (
    select
        *,
        case
            when first_quote_date >= sql_date then {{ dbt.datediff('sql_date', 'first_quote_date', 'day') }}
        end as sql_to_quote_days,
        case
            when closed_date >= first_quote_date then {{ dbt.datediff('first_quote_date', 'closed_date', 'day') }}
        end as quote_to_decision_days,
        case when outcome = 'won' then quote_to_decision_days end as quote_to_close_days
    from dated
)

select * from facts
