with

campaigns as (
    select * from {{ ref('int_campaigns') }}
),

named as (
    select
        campaign_id,
        campaign_name,
        coalesce(program, '(none)') as program,
        region,
        is_mapped
    from campaigns

    union all

    -- What no campaign brought, so that sums over campaigns are whole.
    select
        '(none)' as campaign_id,
        '(none)' as campaign_name,
        '(none)' as program,
        cast(null as {{ dbt.type_string() }}) as region,
        false as is_mapped
)

select * from named
