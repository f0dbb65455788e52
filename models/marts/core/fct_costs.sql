{%- set columns = {
    'marketing': 'marketing_cost', 'sales': 'sales_cost', 'cogs': 'cogs', 'cost_to_serve': 'cost_to_serve',
    'overhead': 'overhead',
} -%}
with

ad_performance as (
    select * from {{ ref('fct_ad_performance') }} where spend <> 0
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

entries as (
    select * from {{ ref('int_cost_entries') }} where fx_rate is not null and not is_platform_bill
),

ledger as (
    select * from {{ ref('int_ledger_span') }}
),

ad_days as (
    select
        report_date,
        channel,
        campaign_id,
        region,
        currency,
        cast(sum(spend_source) as decimal(18, 6)) as amount_source,
        cast(sum(spend) as decimal(18, 6)) as cost
    from ad_performance
    group by report_date, channel, campaign_id, region, currency
),

stacked as (
    select
        concat_ws(
            '|', 'ads', cast(ad_days.report_date as {{ dbt.type_string() }}), ad_days.channel, ad_days.campaign_id,
            ad_days.region, ad_days.currency
        ) as cost_id,
        'ad_platforms' as cost_source,
        ad_days.report_date as cost_date,
        'ad_spend' as cost_type,
        'marketing' as department,
        'marketing' as cost_group,
        ad_days.channel,
        coalesce(nullif(ad_days.campaign_id, '(none)'), 'unallocated') as campaign_id,
        coalesce(nullif(campaigns.program, '(none)'), 'unallocated') as program,
        coalesce(nullif(ad_days.region, 'Unknown'), 'unallocated') as region,
        'unallocated' as industry,
        'unallocated' as business_unit,
        'unallocated' as product,
        ad_days.currency,
        ad_days.amount_source,
        ad_days.cost
    from ad_days
    left join campaigns on ad_days.campaign_id = campaigns.campaign_id

    union all

    select
        'ledger|' || entry_id as cost_id,
        'ledger' as cost_source,
        entry_date as cost_date,
        cost_type,
        department,
        cost_group,
        channel,
        campaign_id,
        program,
        region,
        industry,
        business_unit,
        product,
        currency,
        amount as amount_source,
        cost
    from entries
),

-- In the months in which a kind of cost is known, what of it is not in a row is 0.
costs as (
    select
        stacked.*,
        {%- for group, name in columns.items() %}
        case
            when stacked.cost_date between ledger.{{ name }}_from and ledger.{{ name }}_until
                then case when stacked.cost_group = '{{ group }}' then stacked.cost else 0 end
        end as {{ name }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from stacked
    cross join ledger
)

select * from costs
