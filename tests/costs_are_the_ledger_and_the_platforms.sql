-- The full cost is what the ledger holds and what the ad platforms report, month by month and in
-- total, and the platforms' bills that stand in the ledger too are in it once. A failure means that
-- cost was lost or counted twice, and that every cost per lead and return is wrong with it.
with

entries as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'entry_date') }} as date) as entry_month
    from {{ ref('stg_finance__cost_ledger') }}
    where _fate = 'kept'
),

fx_rates as (
    select * from {{ ref('int_fx_rates') }}
),

ads as (
    select * from {{ ref('fct_ad_performance') }}
),

costs as (
    select * from {{ ref('fct_costs') }}
),

channels as (
    select * from {{ ref('channels') }}
),

told as (
    select
        platform,
        cast({{ dbt.date_trunc('month', 'min(report_date)') }} as date) as first_month,
        cast({{ dbt.date_trunc('month', dbt.dateadd('month', 1, 'max(report_date)')) }} as date) as last_month
    from ads
    where spend > 0
    group by platform
),

-- The bills of a channel, or of none, from the first month to one after the last of which a platform that bills it, or
-- any, tells.
bills as (
    select
        entries.entry_id,
        coalesce(
            {{ slug('entries.category') }} in ('{{ var("platform_cost_categories") | join("', '") }}')
            and entries.entry_month between min(told.first_month) and max(told.last_month),
            false
        ) as is_told_by_platform
    from entries
    left join channels on lower(entries.channel) = lower(channels.channel)
    left join told
        on
            channels.channel is null
            {%- for channel, platforms in billing_platforms().items() %}
            or (channels.channel = '{{ channel }}' and told.platform in ('{{ platforms | join("', '") }}'))
            {%- endfor %}
    group by entries.entry_id, entries.category, entries.entry_month
),

compared as (
    select
        {{ dbt.date_trunc('month', 'entries.entry_date') }} as cost_month,
        'ledger' as cost_source,
        cast(entries.amount as decimal(28, 6))
        * {{ fx_rate('coalesce(entries.currency, ' ~ default_currency() ~ ')', 'fx_rates.rate') }} as of_source,
        0 as of_costs
    from entries
    inner join bills on entries.entry_id = bills.entry_id and not bills.is_told_by_platform
    left join fx_rates
        on
            coalesce(entries.currency, {{ default_currency() }}) = fx_rates.currency
            and entries.entry_date = fx_rates.rate_date

    union all

    select
        {{ dbt.date_trunc('month', 'report_date') }} as cost_month,
        'ad_platforms' as cost_source,
        spend as of_source,
        0 as of_costs
    from ads

    union all

    select
        {{ dbt.date_trunc('month', 'cost_date') }} as cost_month,
        cost_source,
        0 as of_source,
        cost as of_costs
    from costs
),

-- Each entry is rounded to a millionth; half a cent is more than that adds up to.
different as (
    select
        cost_month,
        cost_source,
        sum(of_source) as of_source,
        sum(of_costs) as of_costs
    from compared
    group by cost_month, cost_source
    having abs(coalesce(sum(of_source), 0) - coalesce(sum(of_costs), 0)) > 0.005
),

different_in_total as (
    select
        cast(null as date) as cost_month,
        'both' as cost_source,
        sum(of_source) as of_source,
        sum(of_costs) as of_costs
    from compared
    having abs(coalesce(sum(of_source), 0) - coalesce(sum(of_costs), 0)) > 0.005
),

broken as (
    select * from different
    union all
    select * from different_in_total
)

select * from broken
