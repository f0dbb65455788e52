with

landed as (
    {%- for connector, tables in landing_tables().items() %}
    {%- set last_connector = loop.last %}
    {%- for table in tables %}
    select
        '{{ connector }}' as connector,
        '{{ table }}' as table_name,
        {{ landed_rows(connector, table) }}
    {{ 'union all' if not (loop.last and last_connector) }}
    {%- endfor %}
    {%- endfor %}
),

staged as (
    {%- for connector, tables in landing_tables().items() %}
    {%- set last_connector = loop.last %}
    {%- for table in tables %}
    select '{{ connector }}' as connector, '{{ table }}' as table_name, _fate, count(*) as staged_rows
    from {{ ref('stg_' ~ connector ~ '__' ~ table) }}
    group by _fate
    {{ 'union all' if not (loop.last and last_connector) }}
    {%- endfor %}
    {%- endfor %}
),

fates as (
    select
        connector,
        table_name,
        sum(staged_rows) filter (where _fate = 'kept') as kept_rows,
        sum(staged_rows) filter (where _fate = 'duplicate') as duplicate_rows,
        sum(staged_rows) filter (where _fate = 'superseded') as superseded_rows,
        sum(staged_rows) filter (where _fate = 'deleted') as deleted_rows,
        sum(staged_rows) filter (where _fate = 'test') as test_rows,
        sum(staged_rows) filter (where _fate = 'quarantined') as unreadable_rows
    from staged
    group by connector, table_name
),

-- Rows that are a fact of their own are counted again where they end up; those that only describe (names,
-- histories, users) have no mart to be counted in.
in_marts as (
    select * from {{ ref('rows_in_marts') }}
),

reconciled as (
    select
        landed.connector,
        landed.table_name,
        cast(landed.landed_rows as bigint) as landed_rows,
        {%- for fate in ['duplicate', 'superseded', 'deleted', 'test'] %}
        cast(coalesce(fates.{{ fate }}_rows, 0) as bigint) as {{ fate }}_rows,
        {%- endfor %}
        cast(coalesce(fates.unreadable_rows, 0) + coalesce(in_marts.quarantined_rows, 0) as bigint) as quarantined_rows,
        cast(coalesce(in_marts.excluded_rows, 0) as bigint) as excluded_rows,
        cast(coalesce(in_marts.mart_rows, fates.kept_rows, 0) as bigint) as mart_rows,
        in_marts.mart_name
    from landed
    left join fates on landed.connector = fates.connector and landed.table_name = fates.table_name
    left join in_marts on landed.connector = in_marts.connector and landed.table_name = in_marts.table_name
),

checked as (
    select
        *,
        landed_rows - duplicate_rows - superseded_rows - deleted_rows - test_rows - quarantined_rows - excluded_rows
        - mart_rows
            as difference
    from reconciled
)

select * from checked
