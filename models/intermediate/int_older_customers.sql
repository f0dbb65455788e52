with

funnel as (
    select
        account_id,
        {{ reporting_date('won_at') }} as won_date
    from {{ ref('int_account_funnel') }}
    where won_at is not null
),

openings as (
    select * from {{ ref('int_mrr_changes') }} where movement_type = 'opening'
),

older as (
    select funnel.account_id
    from funnel
    inner join openings on funnel.account_id = openings.account_id
    where openings.change_date < funnel.won_date
)

select * from older
