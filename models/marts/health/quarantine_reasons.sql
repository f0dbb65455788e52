with

records as (
    select
        connector,
        table_name,
        -- The same rate is missing on many a day, and lines of a file are wrong in the same way.
        regexp_replace(reason, ' on [0-9]{4}-[0-9]{2}-[0-9]{2}|^line [0-9]+ of ', '') as reason
    from {{ ref('quarantine') }}
),

reasons as (
    select
        connector,
        table_name,
        reason,
        count(*) as records
    from records
    group by connector, table_name, reason
)

select * from reasons
