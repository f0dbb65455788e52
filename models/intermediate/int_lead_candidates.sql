with

people as (
    select
        *,
        {{ by_then('lead_at') }} as lead_by
    from {{ ref('int_people') }}
    where lead_at is not null
),

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

visits as (
    select * from {{ ref('int_session_touches') }}
),

traffic as (
    select * from {{ ref('int_traffic') }}
),

-- The visit in which the form was filled, where the form is what made the lead.
form_sessions as (
    select
        people.person_id,
        visits.channel,
        visits.campaign_id,
        visits.landing_page,
        visits.keyword,
        visits.content as creative,
        visits.network,
        'form session' as channel_basis,
        1 as precedence
    from people
    inner join visits on people.lead_session_id = visits.session_id
    where {{ is_lead_by_form('people.lead_at', 'people.first_lead_event_at') }}
),

crm_records as (
    select
        people.person_id,
        traffic.channel,
        traffic.campaign_id,
        cast(null as {{ dbt.type_string() }}) as landing_page,
        lower(leads.utm_term) as keyword,
        leads.utm_content as creative,
        {{ social_network('traffic.channel', 'coalesce(leads.utm_source, leads.lead_source)') }} as network,
        'crm record' as channel_basis,
        2 as precedence
    from people
    inner join leads on people.first_lead_id = leads.lead_id
    inner join traffic
        on
            {{ traffic_key(
                'leads.lead_source', 'leads.utm_source', 'leads.utm_medium', 'leads.utm_campaign',
                "case when leads.gclid is not null then 'gclid' end", "''"
            ) }} = traffic.traffic_key
),

earlier_sessions as (
    select
        people.person_id,
        visits.channel,
        visits.campaign_id,
        visits.landing_page,
        visits.keyword,
        visits.content as creative,
        visits.network,
        'earlier session' as channel_basis,
        3 as precedence
    from people
    inner join visits on people.person_id = visits.person_id
    where
        visits.touched_at <= people.lead_by
        and visits.touched_at >= {{ dbt.dateadd('day', -var('lead_session_days'), 'people.lead_at') }}
    qualify row_number() over (
        partition by people.person_id order by visits.touched_at desc, visits.session_id
    ) = 1
),

candidates as (
    select * from form_sessions
    union all
    select * from crm_records
    union all
    select * from earlier_sessions
)

select * from candidates
