{%- set stages = ['open', 'qualification', 'proposal', 'negotiation'] -%}
with

opportunities as (
    select * from {{ ref('int_opportunities') }} where is_convertible and closed_date is not null
),

reached_stages as (
    select * from {{ ref('int_opportunity_stages') }} where stage not in ('won', 'lost')
),

-- How far a deal came is known of those seen on their way; of the others only that they were decided.
furthest as (
    select
        opportunity_id,
        max(
            case stage
                {%- for stage in stages %}
                when '{{ stage }}' then {{ loop.index }}
                {%- endfor %}
            end
        ) as stage_number
    from reached_stages
    group by opportunity_id
),

decided as (
    select
        opportunities.opportunity_id,
        opportunities.closed_date,
        opportunities.outcome = 'won' as is_won,
        -- A won deal passed every stage.
        case
            when opportunities.outcome = 'won' and furthest.stage_number is not null then {{ stages | length }}
            else furthest.stage_number
        end as stage_number
    from opportunities
    left join furthest on opportunities.opportunity_id = furthest.opportunity_id
),

daily as (
    {%- for stage in ['Unknown'] + stages %}
    select
        '{{ stage }}' as stage,
        closed_date,
        count_if({{ 'true' if loop.index <= 2 else 'stage_number >= ' ~ loop.index0 }}) as decided_deals,
        count_if({{ 'is_won' if loop.index <= 2 else 'is_won and stage_number >= ' ~ loop.index0 }}) as won_deals,
        count(*) as all_decided_deals,
        count_if(is_won) as all_won_deals
    from decided
    group by closed_date
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

running as (
    select
        stage,
        closed_date as from_date,
        lead(closed_date) over (partition by stage order by closed_date) as until_date,
        sum(decided_deals) over until_then as decided_deals,
        sum(won_deals) over until_then as won_deals,
        sum(all_decided_deals) over until_then as all_decided_deals,
        sum(all_won_deals) over until_then as all_won_deals
    from daily
    window until_then as (partition by stage order by closed_date rows unbounded preceding)
),

rates as (
    select
        stage,
        from_date,
        until_date,
        cast(decided_deals as bigint) as decided_deals,
        cast(won_deals as bigint) as won_deals,
        -- As long as nobody is known to have come so far, what is known of all deals.
        case
            when decided_deals > 0 then {{ share('won_deals', 'decided_deals') }}
            else {{ share('all_won_deals', 'all_decided_deals') }}
        end as win_rate
    from running
)

select * from rates
