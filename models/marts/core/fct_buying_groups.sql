with

opportunities as (
    select * from {{ ref('fct_opportunities') }} where account_id is not null
),

engagements as (
    select * from {{ ref('int_engagements') }}
),

account_funnel as (
    select * from {{ ref('fct_account_funnel') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

-- Where no source of engagement has landed, the size of a group is unknown, not zero; so it is of a deal that is older
-- than what tells who did anything, which roles on deals do not, nor the CRM's calls and answers of all years where it
-- is visits that tell of most people.
landed as (
    select
        count(*) > 0 as has_engagements,
        {{ reporting_date('coalesce(min(first_visited_at), min(first_acted_at))') }} as acted_from
    from engagements
),

of_deals as (
    select
        account_id,
        min(least(opened_date, closed_date)) as first_opened_date,
        count(*) as opportunities,
        count(*) filter (where outcome = 'open') as open_opportunities,
        count(*) filter (where outcome = 'won') as won_deals
    from opportunities
    group by account_id
),

of_people as (
    select
        account_id,
        count(*) as engaged_people
    from engagements
    where account_id is not null
    group by account_id
),

buying_groups as (
    select
        of_deals.account_id,
        coalesce(account_funnel.channel, 'Unassigned') as channel,
        accounts.region,
        coalesce(accounts.industry, 'Unknown') as industry,
        accounts.company_size,
        of_deals.first_opened_date,
        of_deals.opportunities,
        of_deals.open_opportunities,
        of_deals.won_deals,
        cast(
            case
                when not landed.has_engagements or of_deals.first_opened_date < landed.acted_from then null
                else coalesce(of_people.engaged_people, 0)
            end as bigint
        ) as engaged_people
    from of_deals
    inner join accounts on of_deals.account_id = accounts.account_id
    left join account_funnel on of_deals.account_id = account_funnel.account_id
    left join of_people on of_deals.account_id = of_people.account_id
    cross join landed
),

covered as (
    select
        *,
        engaged_people >= {{ var('buying_group_min') }} as is_covered
    from buying_groups
)

select * from covered
