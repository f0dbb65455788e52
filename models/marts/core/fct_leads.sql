with

funnel as (
    select * from {{ ref('int_lead_funnel') }}
),

lead_sources as (
    select * from {{ ref('int_lead_sources') }}
),

touchpoints as (
    select * from {{ ref('int_touchpoints') }}
),

people as (
    select * from {{ ref('dim_people') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

scores as (
    select * from {{ ref('int_lead_scores') }}
),

told_stages as (
    select * from {{ ref('int_told_stages') }}
),

creatives as (
    select * from {{ ref('int_creatives') }} where is_named_by_id
),

-- Which social network found the lead: the first touch tells, of any system, not the visit that made it one.
first_touches as (
    select
        funnel.person_id,
        touchpoints.network
    from funnel
    inner join touchpoints
        on
            funnel.person_id = touchpoints.person_id
            and {{ by_then('funnel.lead_at') }} >= touchpoints.touched_at
            and {{ dbt.dateadd('day', -var('attribution_window_days'), 'funnel.lead_at') }} <= touchpoints.touched_at
    qualify row_number() over (
        partition by funnel.person_id order by touchpoints.touched_at, touchpoints.touchpoint_id
    ) = 1
),

leads as (
    select
        funnel.person_id,
        funnel.account_id,
        lead_sources.channel,
        lead_sources.channel_basis,
        coalesce(lead_sources.campaign_id, '(none)') as campaign_id,
        coalesce(campaigns.program, '(none)') as program,
        coalesce(lead_sources.keyword, '(none)') as keyword,
        coalesce(creatives.creative, '(none)') as creative,
        coalesce(first_touches.network, lead_sources.network) as network,
        coalesce(lead_sources.landing_page, '(none)') as landing_page,
        people.region,
        coalesce(people.industry, accounts.industry, 'Unknown') as industry,
        coalesce(accounts.company_size, 'Unknown') as company_size,
        people.persona,
        coalesce(people.owner_id, 'Unknown') as owner_id,
        coalesce(first_touches.network, lead_sources.network) <> '(none)' as is_social,
        scores.profile_points,
        scores.initiative_points,
        scores.lead_score,
        scores.lead_score >= {{ var('mql_score_threshold') }} as is_quality_lead,
        least(lead_sources.first_touch_at, funnel.lead_at) as first_touch_at,
        funnel.lead_at,
        {{ told_stage('mql', 'told_stages.has_mqls') }},
        {{ told_stage('sql', 'told_stages.has_sqls') }},
        funnel.won_at,
        funnel.repeat_at,
        funnel.disqualified_at,
        case when told_stages.has_deals_of_people then funnel.won_at is not null end as is_customer,
        funnel.is_lead_imputed,
        {{ reporting_date('least(lead_sources.first_touch_at, funnel.lead_at)') }} as first_touch_date,
        {{ reporting_date('funnel.lead_at') }} as lead_date,
        {{ reporting_date('funnel.won_at') }} as won_date,
        {{ reporting_date('funnel.repeat_at') }} as repeat_date
    from funnel
    inner join lead_sources on funnel.person_id = lead_sources.person_id
    inner join scores on funnel.person_id = scores.person_id
    inner join people on funnel.person_id = people.person_id
    left join first_touches on funnel.person_id = first_touches.person_id
    left join accounts on funnel.account_id = accounts.account_id
    left join creatives on lead_sources.creative = creatives.ad_id
    left join campaigns on coalesce(lead_sources.campaign_id, '(none)') = campaigns.campaign_id
    cross join told_stages
),

-- Medians are of doubles, so that both engines give the same. A stage that was skipped took no time, which says nothing
-- of how long it takes.
timed as (
    select
        *,
        {%- for base, goal in [('lead', 'mql'), ('lead', 'sql'), ('mql', 'sql')] %}
        case
            when not is_{{ base }}_imputed and not is_{{ goal }}_imputed
                then cast({{ dbt.datediff(base ~ '_date', goal ~ '_date', 'day') }} as double)
        end as {{ base }}_to_{{ goal }}_days,
        {%- endfor %}
        cast({{ dbt.datediff('first_touch_date', 'won_date', 'day') }} as double) as first_touch_to_won_days
    from leads
)

select * from timed
