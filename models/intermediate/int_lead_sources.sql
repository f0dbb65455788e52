with

people as (
    select * from {{ ref('int_people') }} where lead_at is not null
),

candidates as (
    select * from {{ ref('int_lead_candidates') }}
),

sessions as (
    select * from {{ ref('int_sessions') }}
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'visitor'
),

-- What is known of the visit itself comes before what was typed into the CRM; `Unassigned` is no answer.
best as (
    select
        person_id,
        min_by(channel, precedence) filter (where channel <> 'Unassigned') as channel,
        min_by(channel_basis, precedence) filter (where channel <> 'Unassigned') as channel_basis,
        min_by(campaign_id, precedence) filter (where campaign_id is not null) as campaign_id,
        min_by(landing_page_url, precedence) filter (where landing_page_url is not null) as landing_page_url
    from candidates
    group by person_id
),

-- What was searched or clicked belongs to the channel; of another channel's visit it would tell nothing.
details as (
    select
        candidates.person_id,
        min_by(candidates.keyword, candidates.precedence) filter (where candidates.keyword is not null) as keyword,
        min_by(candidates.creative, candidates.precedence) filter (where candidates.creative is not null) as creative,
        min_by(candidates.network, candidates.precedence) as network
    from candidates
    inner join best on candidates.person_id = best.person_id and candidates.channel = best.channel
    group by candidates.person_id
),

first_visits as (
    select
        identities.person_id,
        min(sessions.started_at) as started_at
    from sessions
    inner join identities on sessions.visitor_id = identities.node_id
    group by identities.person_id
),

lead_sources as (
    select
        people.person_id,
        coalesce(best.channel, 'Unassigned') as channel,
        coalesce(best.channel_basis, 'none') as channel_basis,
        best.campaign_id,
        best.landing_page_url,
        details.keyword,
        details.creative,
        coalesce(details.network, '(none)') as network,
        least(people.lead_at, first_visits.started_at) as first_touch_at
    from people
    left join best on people.person_id = best.person_id
    left join details on people.person_id = details.person_id
    left join first_visits on people.person_id = first_visits.person_id
)

select * from lead_sources
