{#- An unsubscribed status in the list that HubSpot keeps as JSON, with spaces or without. -#}
{%- set left_a_type = '(?i)"status"[^",]*"unsubscribed"' -%}
with

events as (
    select * from {{ ref('stg_hubspot__email_event') }} where _fate = 'kept'
),

opens as (
    select * from {{ ref('stg_hubspot__email_event_open') }} where _fate = 'kept'
),

clicks as (
    select * from {{ ref('stg_hubspot__email_event_click') }} where _fate = 'kept'
),

status_changes as (
    select * from {{ ref('stg_hubspot__email_event_status_change') }} where _fate = 'kept'
),

-- Of an unsubscribe some landings only tell the click that it followed from.
resolved as (
    select
        events.*,
        coalesce(
            events.sent_event_id,
            case when events.event_type = 'SENT' then events.event_id end,
            causes.sent_event_id
        ) as message_id,
        coalesce(opens.user_agent, clicks.user_agent) as user_agent,
        opens.duration_msec,
        status_changes.subscription_status,
        status_changes.type_changes,
        -- Mail that came back ends the subscription, too, and nobody unsubscribed.
        coalesce(causes.event_type, '') = 'BOUNCE' as is_after_bounce
    from events
    left join events as causes on events.cause_event_id = causes.event_id
    left join opens on events.event_id = opens.event_id
    left join clicks on events.event_id = clicks.event_id
    left join status_changes on events.event_id = status_changes.event_id
),

judged as (
    select
        event_id,
        message_id,
        event_type,
        email_campaign_id,
        email,
        occurred_at,
        case when event_type = 'SENT' then occurred_at else sent_at end as sent_at,
        event_type in ('OPEN', 'CLICK')
        and (
            is_filtered
            -- 0 is what was not measured.
            or coalesce(nullif(duration_msec, 0) < {{ var('machine_open_msec') }}, false)
            {%- for pattern in var('machine_user_agents') %}
            or coalesce({{ matches('user_agent', literal(pattern)) }}, false)
            {%- endfor %}
        ) as is_machine,
        event_type = 'UNSUBSCRIBE'
        or (
            event_type = 'STATUSCHANGE'
            and not is_after_bounce
            and (
                coalesce(subscription_status = 'UNSUBSCRIBED', false)
                -- By a message, leaving any kind of mail counts: nothing tells which kind it was of. Without one, it is
                -- a choice of topics.
                or (message_id is not null and coalesce({{ matches('type_changes', literal(left_a_type)) }}, false))
            )
        ) as is_unsubscribe,
        {% for pattern in var('test_email_patterns') -%}
        coalesce(email like {{ literal(pattern | lower) }}, false) or {% endfor -%}
        false as is_test
    from resolved
)

select * from judged
