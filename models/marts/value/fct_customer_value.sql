with

customers as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'won_date') }} as date) as won_month,
        cast({{ dbt.date_trunc('month', 'acquired_date') }} as date) as acquired_month,
        cast({{ dbt.date_trunc('month', 'churned_date') }} as date) as churned_month
    from {{ ref('fct_customers') }}
    where won_date is not null
),

costs as (
    select * from {{ ref('fct_costs') }} where coalesce(marketing_cost, sales_cost, cost_to_serve) is not null
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

monthly as (
    select
        cast({{ dbt.date_trunc('month', 'costs.cost_date') }} as date) as cost_month,
        sum(costs.marketing_cost + costs.sales_cost) as acquisition_cost,
        -- From what it has paid so far goes off what it has cost so far, not what the ledger holds of days to come.
        sum(case when costs.cost_date <= data_span.as_of_date then costs.cost_to_serve else 0 end) as cost_to_serve
    from costs
    cross join data_span
    group by cast({{ dbt.date_trunc('month', 'costs.cost_date') }} as date)
),

ledger as (
    select * from {{ ref('int_ledger_span') }}
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

won as (
    select
        acquired_month,
        count(*) as customers,
        {{ dbt.dateadd('month', 1, 'lag(acquired_month) over (order by acquired_month)') }} as month_after_the_last
    from customers
    where acquired_month is not null
    group by acquired_month
),

-- Months in which nobody is won cost something all the same: it is spent on those who are won next. Of those before the
-- first who is told of nobody knows whom they won.
winning as (
    select
        won.acquired_month,
        coalesce(won.month_after_the_last, won.acquired_month) as since_month,
        cast(sum(monthly.acquisition_cost) as double) / won.customers as cost
    from won
    left join monthly
        on
            won.acquired_month >= monthly.cost_month
            and coalesce(won.month_after_the_last, won.acquired_month) <= monthly.cost_month
    group by won.acquired_month, won.month_after_the_last, won.customers
),

served as (
    select
        monthly.cost_month,
        monthly.cost_to_serve,
        customers.account_id,
        count(*) over (partition by monthly.cost_month) as customers
    from monthly
    inner join customers
        on
            monthly.cost_month >= customers.won_month
            and (customers.churned_month is null or monthly.cost_month <= customers.churned_month)
),

of_customers as (
    select
        account_id,
        sum(cast(cast(cost_to_serve as double) / customers as decimal(28, 12))) as cost_to_serve
    from served
    group by account_id
),

-- What a customer cost before the ledger tells of all kinds of it, or in a month of which not all new customers are
-- known, or before billing tells of the customer, is unknown, and so is what it left.
valued as (
    select
        customers.account_id,
        customers.channel,
        customers.campaign_id,
        customers.program,
        customers.region,
        customers.industry,
        customers.company_size,
        customers.won_date,
        coalesce(customers.revenue, 0) as revenue,
        case
            when
                winning.since_month >= ledger.acquisition_cost_from
                and customers.acquired_date <= ledger.acquisition_cost_until
                and customers.acquired_date <= landed_until.sales_until
                then coalesce({{ rounded('winning.cost', 6, 'decimal(28, 6)') }}, 0)
        end as cost_to_acquire,
        case
            when
                customers.acquired_date between ledger.cost_to_serve_from and ledger.cost_to_serve_until
                then cast(coalesce(of_customers.cost_to_serve, 0) as decimal(28, 6))
        end as cost_to_serve
    from customers
    cross join ledger
    cross join landed_until
    left join winning on customers.acquired_month = winning.acquired_month
    left join of_customers on customers.account_id = of_customers.account_id
),

netted as (
    select
        *,
        cast(revenue - cost_to_acquire - cost_to_serve as decimal(28, 6)) as net_value
    from valued
)

select * from netted
