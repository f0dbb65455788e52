-- The quarantine and the reconciliation tell the same story: a table has rows in the one if and
-- only if the other counts them, and each says why. A failure means that rows are missing from the
-- numbers and nobody is told which.
with

quarantined as (
    select
        connector,
        table_name,
        count(*) as quarantined_rows,
        count(reason) as reasons
    from {{ ref('quarantine') }}
    group by connector, table_name
),

counted as (
    select
        connector,
        table_name,
        quarantined_rows
    from {{ ref('landing_reconciliation') }}
    where quarantined_rows > 0
),

contradictions as (
    select
        coalesce(quarantined.connector, counted.connector) as connector,
        coalesce(quarantined.table_name, counted.table_name) as table_name,
        quarantined.quarantined_rows as listed_rows,
        counted.quarantined_rows as counted_rows
    from quarantined
    full outer join counted
        on quarantined.connector = counted.connector and quarantined.table_name = counted.table_name
    where
        quarantined.connector is null
        or counted.connector is null
        or quarantined.reasons < quarantined.quarantined_rows
)

select * from contradictions
