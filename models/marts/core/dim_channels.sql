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

    union all

    select 'unallocated', 'unpaid', false, false, 900, 'Cost that is assigned to no channel'

    union all

    select 'unattributed', 'unpaid', false, false, 910, 'Conversions that no touch is known before'
)

select * from described
