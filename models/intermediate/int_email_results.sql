{%- set delivered_date = reporting_date('recipients.delivered_at') -%}
with

messages as (
    select * from {{ ref('int_email_messages') }}
),

clicks as (
    select * from {{ ref('int_email_events') }}
    where event_type = 'CLICK' and not is_machine and message_id is not null
),

web_events as (
    select * from {{ ref('int_web_events') }}
),

leads as (
    select * from {{ ref('int_lead_funnel') }}
),

account_funnel as (
    select * from {{ ref('int_account_funnel') }} where won_at is not null
),

told_stages as (
    select * from {{ ref('int_told_stages') }}
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

person_records as (
    select distinct person_id from {{ ref('int_person_records') }}
),

-- The recipient as they were when the message was sent, not as they are now.
recipients as (
    select
        messages.message_id,
        messages.sent_at,
        messages.delivered_at,
        leads.mql_at,
        case
            when {{ by_then('account_funnel.won_at') }} <= messages.sent_at then 'customer'
            when {{ by_then('leads.sql_at') }} <= messages.sent_at then 'sql'
            when {{ by_then('leads.mql_at') }} <= messages.sent_at then 'mql'
            when {{ by_then('leads.lead_at') }} <= messages.sent_at then 'lead'
            when person_records.person_id is not null then 'contact'
            else 'subscriber'
        end as recipient_segment
    from messages
    left join leads on messages.person_id = leads.person_id
    left join account_funnel on messages.account_id = account_funnel.account_id
    left join person_records on messages.person_id = person_records.person_id
),

-- Any of the clicks counts, since the first may have been a look and the second the visit.
conversions as (
    select
        clicks.message_id,
        min(web_events.occurred_at) as converted_at
    from clicks
    inner join messages on clicks.message_id = messages.message_id
    inner join web_events
        on
            messages.person_id = web_events.person_id
            and web_events.event_name in ('{{ var('email_conversion_events') | join("', '") }}')
            and clicks.occurred_at <= web_events.occurred_at
            and web_events.occurred_at
            < {{ dbt.dateadd('day', var('email_conversion_days'), 'clicks.occurred_at') }}
    group by clicks.message_id
),

-- Where nothing tells of MQLs, or no visit has landed, or no longer, or not yet, what mail led to is unknown and not
-- nothing.
sources as (
    select
        told_stages.has_mqls,
        landed_until.leads_until,
        landed_until.web_until,
        (select {{ reporting_date('min(occurred_at)') }} from web_events) as web_from
    from told_stages
    cross join landed_until
),

candidates as (
    select
        recipients.*,
        sources.has_mqls
        and recipients.delivered_at is not null
        and recipients.recipient_segment in ('lead', 'contact', 'subscriber')
        and coalesce({{ delivered_date }} <= sources.leads_until, false) as is_mql_candidate,
        coalesce({{ delivered_date }} between sources.web_from and sources.web_until, false) as is_conversion_candidate
    from recipients
    cross join sources
),

results as (
    select
        candidates.message_id,
        candidates.recipient_segment,
        candidates.is_mql_candidate,
        candidates.is_mql_candidate
        and coalesce(
            candidates.mql_at < {{ dbt.dateadd('day', var('email_to_mql_days'), 'candidates.sent_at') }}, false
        ) as became_mql,
        candidates.is_conversion_candidate,
        case when candidates.is_conversion_candidate then conversions.converted_at end as converted_at
    from candidates
    left join conversions on candidates.message_id = conversions.message_id
)

select * from results
