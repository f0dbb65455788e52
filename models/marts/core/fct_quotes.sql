with

quotes as (
    select * from {{ ref('int_quotes') }} where is_convertible
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

facts as (
    select
        quotes.quote_id,
        quotes.opportunity_id,
        quotes.account_id,
        coalesce(quotes.owner_id, 'Unknown') as owner_id,
        coalesce(accounts.region, 'Unknown') as region,
        coalesce(accounts.industry, 'Unknown') as industry,
        quotes.status,
        quotes.is_sent,
        case
            when quotes.is_sent and quotes.opportunity_id is not null
                then row_number() over (
                    partition by quotes.opportunity_id, quotes.is_sent order by quotes.quoted_at, quotes.quote_id
                )
        end as quote_number,
        quotes.quoted_at,
        quotes.quote_date,
        quotes.expiration_date,
        quotes.currency,
        quotes.price as price_source,
        quotes.price_reporting as price
    from quotes
    left join accounts on quotes.account_id = accounts.account_id
)

select * from facts
