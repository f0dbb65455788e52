{%- set metrics = {'mqls': 'bigint', 'revenue': 'decimal(28, 6)'} -%}
with

leads as (
    select * from {{ ref('fct_leads') }} where mql_date is not null
),

purchases as (
    select * from {{ ref('fct_purchases') }}
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
),

comparisons as (
    select * from {{ ref('period_comparisons') }}
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

facts as (
    select
        leads.mql_date as date_day,
        leads.channel,
        leads.region,
        leads.industry,
        coalesce(account_owners.business_unit, 'Unknown') as business_unit,
        1 as mqls,
        cast(0 as decimal(28, 6)) as revenue
    from leads
    left join account_owners on leads.account_id = account_owners.account_id

    union all

    select
        purchases.purchase_date as date_day,
        purchases.channel,
        purchases.region,
        purchases.industry,
        coalesce(account_owners.business_unit, 'Unknown') as business_unit,
        0 as mqls,
        purchases.revenue
    from purchases
    left join account_owners on purchases.account_id = account_owners.account_id
),

-- What landed is taken to begin with the month of its first fact, and to end with the last that its system tells of.
landed as (
    select
        cast({{ dbt.date_trunc('month', '(select min(mql_date) from leads)') }} as date) as mqls_from,
        leads_until as mqls_until,
        cast({{ dbt.date_trunc('month', '(select min(purchase_date) from purchases)') }} as date) as revenue_from,
        purchases_until as revenue_until
    from landed_until
),

ends as (
    select
        grain,
        period_start,
        period_start_before,
        max(case when not is_before then date_day end) as last_date,
        max(case when not is_before and is_month_over then date_day end) as last_date_of_months_over,
        max(case when is_before then date_day end) as last_date_before
    from comparisons
    group by grain, period_start, period_start_before
),

-- A period that runs is compared as far as its source tells, be it to the end of the last month that is over: in this
-- one nothing need have happened yet.
reached as (
    select
        ends.grain,
        ends.period_start,
        {%- for metric in metrics %}
        {%- set until = 'landed.' ~ metric ~ '_until' %}
        coalesce(ends.last_date > {{ until }} and ends.last_date_of_months_over <= {{ until }}, false)
            as is_{{ metric }}_to_month_end,
        coalesce(ends.last_date_of_months_over, ends.last_date) <= {{ until }} as is_{{ metric }}_known,
        ends.period_start_before >= landed.{{ metric }}_from and ends.last_date_before <= {{ until }}
            as is_{{ metric }}_before_known{{ ',' if not loop.last }}
        {%- endfor %}
    from ends
    cross join landed
),

-- Growth over a period that landed in part, or not at all, is unknown.
growth as (
    select
        comparisons.grain,
        comparisons.period_start,
        facts.channel,
        facts.region,
        facts.industry,
        facts.business_unit,
        {%- for metric, type in metrics.items() %}
        {%- set counts = '(comparisons.is_month_over or not reached.is_' ~ metric ~ '_to_month_end)' %}
        cast(
            sum(case when not comparisons.is_before and {{ counts }} then facts.{{ metric }} else 0 end)
            filter (where reached.is_{{ metric }}_known) as {{ type }}
        ) as {{ metric }},
        cast(
            sum(case when comparisons.is_before and {{ counts }} then facts.{{ metric }} else 0 end)
            filter (where reached.is_{{ metric }}_before_known) as {{ type }}
        ) as {{ metric }}_before{{ ',' if not loop.last }}
        {%- endfor %}
    from comparisons
    inner join reached on comparisons.grain = reached.grain and comparisons.period_start = reached.period_start
    inner join facts on comparisons.date_day = facts.date_day
    group by
        comparisons.grain, comparisons.period_start,
        facts.channel, facts.region, facts.industry, facts.business_unit
)

select * from growth
