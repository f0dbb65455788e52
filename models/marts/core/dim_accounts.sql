with

accounts as (
    select * from {{ ref('int_accounts') }}
),

described as (
    select
        account_id,
        known_from,
        industry,
        number_of_employees,
        case
            when number_of_employees is null then 'Unknown'
            when number_of_employees <= 10 then '1-10'
            when number_of_employees <= 50 then '11-50'
            when number_of_employees <= 200 then '51-200'
            when number_of_employees <= 1000 then '201-1000'
            when number_of_employees <= 5000 then '1001-5000'
            else '5001+'
        end as company_size,
        country_code,
        coalesce(region, 'Unknown') as region,
        crm_accounts,
        people,
        billing_customers,
        billing_records
    from accounts
)

select * from described
