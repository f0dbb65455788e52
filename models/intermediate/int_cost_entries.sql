with

entries as (
    select
        *,
        {{ slug('category') }} as cost_type,
        coalesce(currency, {{ default_currency() }}) as cost_currency
    from {{ ref('stg_finance__cost_ledger') }}
    where _fate = 'kept'
),

campaigns as (
    select * from {{ ref('int_campaign_references') }}
),

names as (
    select * from {{ ref('int_segment_names') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates') }}
),

ads as (
    select * from {{ ref('int_ad_performance') }} where fx_rate is not null and spend > 0
),

-- The bill for the last month may be dated in the next.
spans as (
    select
        platform,
        cast({{ dbt.date_trunc('month', 'min(report_date)') }} as date) as first_date,
        cast({{ dbt.last_day(dbt.dateadd('month', 1, 'max(report_date)'), 'month') }} as date) as last_date
    from ads
    group by platform
),

-- In these months what a platform that bills the channel reports is billed; for a bill of no channel, any platform.
platforms as (
    {%- set of_months = 'min(first_date) as first_date, max(last_date) as last_date' %}
    {%- for channel, names in billing_platforms().items() %}
    select '{{ channel }}' as channel, {{ of_months }} from spans where platform in ('{{ names | join("', '") }}')
    union all
    {%- endfor %}
    select 'unallocated' as channel, {{ of_months }} from spans
),

placed as (
    select
        entries.entry_id,
        entries.entry_date,
        entries.cost_type,
        lower(entries.department) as department,
        coalesce(channels.name, 'unallocated') as channel,
        coalesce(campaigns.campaign_id, 'unallocated') as campaign_id,
        coalesce(campaigns.program, programs.name, entries.program, 'unallocated') as program,
        coalesce(regions.name, campaigns.region, 'unallocated') as region,
        coalesce(industries.name, entries.industry, 'unallocated') as industry,
        coalesce(business_units.name, entries.business_unit, 'unallocated') as business_unit,
        coalesce(products.name, entries.product, 'unallocated') as product,
        entries.amount,
        entries.cost_currency as currency,
        {{ fx_rate('entries.cost_currency', 'fx_rates.rate') }} as fx_rate,
        coalesce(
            entries.cost_type in ('{{ var("platform_cost_categories") | join("', '") }}')
            and entries.entry_date between platforms.first_date and platforms.last_date,
            false
        ) as is_platform_bill
    from entries
    left join names as channels on channels.segment = 'channel' and lower(entries.channel) = channels.reference
    left join platforms on coalesce(channels.name, 'unallocated') = platforms.channel
    left join campaigns on {{ slug('entries.campaign') }} = campaigns.reference
    left join names as programs on programs.segment = 'program' and lower(entries.program) = programs.reference
    left join names as regions on regions.segment = 'region' and lower(entries.region) = regions.reference
    left join names as industries on industries.segment = 'industry' and lower(entries.industry) = industries.reference
    left join names as business_units
        on business_units.segment = 'business_unit' and lower(entries.business_unit) = business_units.reference
    left join names as products on products.segment = 'product' and lower(entries.product) = products.reference
    left join fx_rates on entries.cost_currency = fx_rates.currency and entries.entry_date = fx_rates.rate_date
),

-- Each cost is at most one of these: what it takes to make and to serve the product comes first.
valued as (
    select
        *,
        case
            when cost_type in ('cogs', 'cost_to_serve') then cost_type
            when department in ('marketing', 'sales') then department
            when cost_type = 'overhead' then 'overhead'
            else 'other'
        end as cost_group,
        {{ at_rate('amount', 'fx_rate') }} as cost
    from placed
)

select * from valued
