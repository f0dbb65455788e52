with

lines as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'period_start') }} as date) as budget_month,
        coalesce(currency, {{ default_currency() }}) as budget_currency
    from {{ ref('stg_finance__budget') }}
    where _fate = 'kept'
),

campaigns as (
    select * from {{ ref('int_campaign_references') }}
),

names as (
    select * from {{ ref('int_segment_names') }}
),

span as (
    select * from {{ ref('int_data_span') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates') }}
),

-- A month that is still to come has no rate yet; until then today's holds.
dated as (
    select
        lines.*,
        least(lines.budget_month, span.as_of_date) as rate_date
    from lines
    cross join span
),

placed as (
    select
        dated.budget_id,
        dated.budget_month,
        coalesce(channels.name, 'unallocated') as channel,
        coalesce(campaigns.campaign_id, 'unallocated') as campaign_id,
        coalesce(campaigns.program, programs.name, dated.program, 'unallocated') as program,
        dated.amount,
        dated.budget_currency as currency,
        dated.rate_date,
        {{ fx_rate('dated.budget_currency', 'fx_rates.rate') }} as fx_rate
    from dated
    left join names as channels on channels.segment = 'channel' and lower(dated.channel) = channels.reference
    left join campaigns on {{ slug('dated.campaign') }} = campaigns.reference
    left join names as programs on programs.segment = 'program' and lower(dated.program) = programs.reference
    left join fx_rates on dated.budget_currency = fx_rates.currency and dated.rate_date = fx_rates.rate_date
),

valued as (
    select
        *,
        {{ at_rate('amount', 'fx_rate') }} as budget
    from placed
)

select * from valued
