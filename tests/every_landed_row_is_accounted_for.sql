-- Of every table that landed, each row and all the money are in a mart, in quarantine, or removed
-- by a named rule. A failure means that data got lost or was doubled on its way through the
-- warehouse.
with

landed_rows as (
    select * from {{ ref('landing_reconciliation') }}
),

landed_money as (
    select * from {{ ref('money_reconciliation') }}
),

unaccounted as (
    select
        'rows' as what,
        connector,
        table_name,
        cast(difference as decimal(28, 6)) as difference
    from landed_rows
    where difference <> 0

    union all

    select
        'money' as what,
        connector,
        table_name,
        difference
    from landed_money
    where difference <> 0
)

select * from unaccounted
