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

    -- What no campaign brought, and cost of none, so that sums over campaigns are whole.
    {%- for nothing in ['(none)', 'unallocated'] %}

    union all

    select
        '{{ nothing }}' as campaign_id,
        '{{ nothing }}' as campaign_name,
        '{{ nothing }}' as program,
        cast(null as {{ dbt.type_string() }}) as region,
        false as is_mapped
    {%- endfor %}
)

select * from named
