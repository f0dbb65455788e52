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

sessions as (
    select * from {{ ref('int_sessions') }}
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'visitor'
),

traffic as (
    select * from {{ ref('int_traffic') }}
),

session_traffic as (
    select
        sessions.session_id,
        sessions.visitor_id,
        sessions.started_at,
        sessions.landing_page_url,
        lower(nullif(sessions.term, '')) as keyword,
        nullif(sessions.content, '') as creative,
        {{ social_network('traffic.channel', 'sessions.source', 'sessions.click_id') }} as network,
        traffic.channel,
        traffic.campaign_id
    from sessions
    inner join traffic
        on
            {{ traffic_key(
                "''", 'sessions.source', 'sessions.medium', 'sessions.campaign',
                'sessions.click_id', 'sessions.referrer_host'
            ) }} = traffic.traffic_key
),

-- The visit in which the form was filled, where the form is what made the lead.
form_sessions as (
    select
        people.person_id,
        session_traffic.channel,
        session_traffic.campaign_id,
        session_traffic.landing_page_url,
        session_traffic.keyword,
        session_traffic.creative,
        session_traffic.network,
        'form session' as channel_basis,
        1 as precedence
    from people
    inner join session_traffic on people.lead_session_id = session_traffic.session_id
    where {{ is_lead_by_form('people.lead_at', 'people.first_lead_event_at') }}
),

crm_records as (
    select
        people.person_id,
        traffic.channel,
        traffic.campaign_id,
        cast(null as {{ dbt.type_string() }}) as landing_page_url,
        lower(leads.utm_term) as keyword,
        leads.utm_content as creative,
        {{ social_network('traffic.channel', 'coalesce(leads.utm_source, leads.lead_source)', "''") }} as network,
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
        session_traffic.channel,
        session_traffic.campaign_id,
        session_traffic.landing_page_url,
        session_traffic.keyword,
        session_traffic.creative,
        session_traffic.network,
        'earlier session' as channel_basis,
        3 as precedence
    from people
    inner join identities on people.person_id = identities.person_id
    inner join session_traffic on identities.node_id = session_traffic.visitor_id
    where
        session_traffic.started_at <= people.lead_by
        and session_traffic.started_at >= {{ dbt.dateadd('day', -var('lead_session_days'), 'people.lead_at') }}
    qualify row_number() over (
        partition by people.person_id order by session_traffic.started_at desc, session_traffic.session_id
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
