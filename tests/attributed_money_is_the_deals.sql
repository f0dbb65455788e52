-- In each attribution model that works on paths the money of a deal is divided whole: pipeline is the amount of the
-- deals opened, revenue that of the deals won, deal by deal and without a cent of difference. A failure means that
-- attributed figures can't be summed, and that what one channel gains no other loses.
with

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

models as (
    select * from {{ ref('attribution_models') }} where kind = 'path'
),

conversions as (
    select * from {{ ref('fct_conversions') }}
),

attributed as (
    select
        conversions.opportunity_id,
        credits.attribution_model,
        sum(credits.attributed_pipeline) as pipeline,
        sum(credits.attributed_revenue) as revenue,
        sum(credits.default_attributed_pipeline) as default_pipeline,
        sum(credits.default_attributed_revenue) as default_revenue
    from {{ ref('attribution_credits') }} as credits
    inner join conversions on credits.conversion_id = conversions.conversion_id
    where conversions.entity = 'accounts' and conversions.conversion_type in ('sql', 'won')
    group by conversions.opportunity_id, credits.attribution_model
),

-- Conversions of people, and first leads of accounts, carry no money.
stray as (
    select sum(abs(attributed_pipeline) + abs(attributed_revenue)) as amount
    from {{ ref('attribution_credits') }}
    where entity = 'people' or conversion_type = 'lead'
),

different as (
    select
        opportunities.opportunity_id,
        models.attribution_model
    from opportunities
    cross join models
    left join attributed
        on
            opportunities.opportunity_id = attributed.opportunity_id
            and models.attribution_model = attributed.attribution_model
    where
        coalesce(attributed.pipeline, 0) <> coalesce(opportunities.amount, 0)
        or coalesce(attributed.revenue, 0)
        <> case when opportunities.outcome = 'won' then coalesce(opportunities.amount, 0) else 0 end
        or (
            models.attribution_model = '{{ var("attribution_default_model") }}'
            and (
                attributed.default_pipeline is distinct from attributed.pipeline
                or attributed.default_revenue is distinct from attributed.revenue
            )
        )

    union all

    select
        'of conversions that are no deals',
        'any'
    from stray
    where amount <> 0
)

select * from different
