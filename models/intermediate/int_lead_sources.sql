with

people as (
    select * from {{ ref('int_people') }} where lead_at is not null
),

candidates as (
    select * from {{ ref('int_lead_candidates') }}
),

visits as (
    select * from {{ ref('int_session_touches') }}
),

-- What is known of the visit itself comes before what was typed into the CRM; `Unassigned` is no answer.
best as (
    select
        person_id,
        {{ first_known("nullif(channel, 'Unassigned')") }} over best_first as channel,
        {{ first_known("case when channel <> 'Unassigned' then channel_basis end") }} over best_first as channel_basis,
        {{ first_known('campaign_id') }} over best_first as campaign_id,
        {{ first_known('landing_page') }} over best_first as landing_page
    from candidates
    window
        best_first as (
            partition by person_id order by precedence rows between unbounded preceding and unbounded following
        )
    qualify row_number() over (partition by person_id order by precedence) = 1
),

-- What was searched or clicked belongs to the channel; of another channel's visit it would tell nothing.
details as (
    select
        candidates.person_id,
        {{ first_known('candidates.keyword') }} over best_first as keyword,
        {{ first_known('candidates.creative') }} over best_first as creative,
        {{ first_known('candidates.network') }} over best_first as network
    from candidates
    inner join best on candidates.person_id = best.person_id and candidates.channel = best.channel
    window
        best_first as (
            partition by candidates.person_id order by candidates.precedence
            rows between unbounded preceding and unbounded following
        )
    qualify row_number() over (partition by candidates.person_id order by candidates.precedence) = 1
),

first_visits as (
    select
        person_id,
        min(touched_at) as touched_at
    from visits
    group by person_id
),

lead_sources as (
    select
        people.person_id,
        coalesce(best.channel, 'Unassigned') as channel,
        coalesce(best.channel_basis, 'none') as channel_basis,
        best.campaign_id,
        best.landing_page,
        details.keyword,
        details.creative,
        coalesce(details.network, '(none)') as network,
        least(people.lead_at, first_visits.touched_at) as first_touch_at
    from people
    left join best on people.person_id = best.person_id
    left join details on people.person_id = details.person_id
    left join first_visits on people.person_id = first_visits.person_id
)

select * from lead_sources
