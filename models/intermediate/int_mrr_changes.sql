with

product_changes as (
    select * from {{ ref('int_product_mrr_changes') }}
),

account_days as (
    select
        account_id,
        change_date,
        observed_from_date,
        sum(mrr_change) as mrr_change
    from product_changes
    group by account_id, change_date, observed_from_date
),

summed as (
    select
        account_id,
        change_date,
        observed_from_date,
        cast(mrr_change as decimal(28, 6)) as mrr_change,
        cast(
            sum(mrr_change) over (
                partition by account_id
                order by change_date
                rows between unbounded preceding and current row
            ) as decimal(28, 6)
        ) as mrr_after
    from account_days
),

stepped as (
    select
        *,
        cast(mrr_after - mrr_change as decimal(28, 6)) as mrr_before,
        coalesce(
            max(mrr_after) over (
                partition by account_id
                order by change_date
                rows between unbounded preceding and 1 preceding
            ) > 0,
            false
        ) as was_customer
    from summed
),

typed as (
    select
        account_id,
        change_date,
        observed_from_date,
        case
            when change_date < observed_from_date then 'opening'
            when mrr_before <= 0 and mrr_after > 0 and was_customer then 'reactivation'
            when mrr_before <= 0 and mrr_after > 0 then 'new'
            when mrr_before > 0 and mrr_after <= 0 then 'churn'
            when mrr_change >= 0 then 'expansion'
            else 'contraction'
        end as movement_type,
        mrr_before,
        mrr_change,
        mrr_after,
        case when mrr_after > 0 then 1 else 0 end - case when mrr_before > 0 then 1 else 0 end as customers_change,
        -- The day from which on the account has been a customer, or had been when it left.
        max(case when mrr_before <= 0 and mrr_after > 0 then change_date end) over (
            partition by account_id
            order by change_date
            rows between unbounded preceding and current row
        ) as customer_since_date
    from stepped
)

select * from typed
