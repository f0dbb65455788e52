with

people as (
    select * from {{ ref('int_people') }} where lead_at is not null
),

awards as (
    select * from {{ ref('int_lead_points') }}
),

visits as (
    select * from {{ ref('int_session_touches') }}
),

sessions as (
    select * from {{ ref('int_sessions') }} where {{ is_of_the_site() }}
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'lead'
),

lead_stages as (
    select * from {{ ref('int_lead_stages') }} where stage in ('mql', 'sql')
),

moments as (
    select
        person_id,
        awarded_at,
        sum(sum(points)) over (
            partition by person_id order by awarded_at rows between unbounded preceding and current row
        ) as points_so_far
    from awards
    group by person_id, awarded_at
),

passed as (
    select
        person_id,
        min(awarded_at) as mql_at
    from moments
    where points_so_far >= {{ var('mql_score_threshold') }}
    group by person_id
),

decided as (
    select
        identities.person_id,
        min({{ by_then('lead_stages.entered_at') }}) as decided_at
    from lead_stages
    inner join identities on lead_stages.lead_id = identities.node_id
    group by identities.person_id
),

-- What was known when it was decided whether the lead is an MQL, but no later than after so many days: who decides
-- after that would change the score of a month that is mature.
dated as (
    select
        people.person_id,
        {{ reporting_date('people.lead_at') }} as lead_date,
        passed.mql_at,
        greatest(
            least(
                {{ 'passed.mql_at' if var('mql_rule') == 'score' else 'decided.decided_at' }},
                {{ dbt.dateadd('day', var('lead_score_days'), 'people.lead_at') }}
            ),
            people.lead_at
        ) as scored_at
    from people
    left join passed on people.person_id = passed.person_id
    left join decided on people.person_id = decided.person_id
),

-- Where nothing that could give points has landed, nobody has a score; else who got none has 0. What leads had done who
-- came before the first month of visits, or after the last, is unknown.
landed as (
    select
        (select count(*) > 0 from awards) as has_points,
        cast({{ dbt.date_trunc('month', reporting_date('min(touched_at)')) }} as date) as visited_from,
        (select {{ dbt.last_day(reporting_date('max(started_at)'), 'month') }} from sessions) as visited_until
    from visits
),

summed as (
    select
        dated.person_id,
        dated.lead_date,
        dated.mql_at,
        dated.scored_at,
        coalesce(sum(awards.points) filter (where awards.dimension = 'profile'), 0) as profile_points,
        coalesce(sum(awards.points) filter (where awards.dimension = 'initiative'), 0) as initiative_points
    from dated
    left join awards on dated.person_id = awards.person_id and dated.scored_at >= awards.awarded_at
    group by dated.person_id, dated.lead_date, dated.mql_at, dated.scored_at
),

scores as (
    select
        summed.person_id,
        summed.mql_at,
        summed.scored_at,
        cast(case when landed.has_points then summed.profile_points end as bigint) as profile_points,
        cast(
            case
                when
                    landed.has_points
                    and coalesce(summed.lead_date >= landed.visited_from, true)
                    and coalesce(summed.lead_date <= landed.visited_until, true)
                    then summed.initiative_points
            end as bigint
        ) as initiative_points
    from summed
    cross join landed
),

added as (
    select
        *,
        profile_points + initiative_points as lead_score
    from scores
)

select * from added
