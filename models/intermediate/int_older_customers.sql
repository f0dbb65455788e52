with

funnel as (
    select
        account_id,
        {{ reporting_date('won_at') }} as won_date
    from {{ ref('int_account_funnel') }}
    where won_at is not null
),

changes as (
    select * from {{ ref('int_mrr_changes') }} where movement_type = 'opening'
),

won_deals as (
    select * from {{ ref('int_opportunities') }} where outcome = 'won' and is_convertible
),

-- A deal that was won is told by the CRM, whatever billing knew of the account.
older as (
    select distinct funnel.account_id
    from funnel
    inner join changes on funnel.account_id = changes.account_id
    left join won_deals
        on funnel.account_id = won_deals.account_id and funnel.won_date = won_deals.closed_date
    where won_deals.account_id is null
)

select * from older
