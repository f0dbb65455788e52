with

channels as (
    select * from {{ ref('channels') }}
),

described as (
    select
        channel,
        case when is_paid then 'paid' else 'unpaid' end as payment,
        is_paid,
        is_marketing,
        sort_order,
        description
    from channels
)

select * from described
