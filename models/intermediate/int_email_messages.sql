with

events as (
    select * from {{ ref('int_email_events') }} where message_id is not null
),

landed as (
    select min(occurred_at) filter (where event_type = 'SENT') as sent_from_at from events
),

addresses as (
    select * from {{ ref('int_email_addresses') }}
),

told as (
    select
        message_id,
        min(email_campaign_id) as email_campaign_id,
        min(email) as email,
        coalesce(min(sent_at), min(occurred_at)) as sent_at,
        min(occurred_at) filter (where event_type = 'DELIVERED') as delivered_at,
        max(occurred_at) filter (where event_type = 'BOUNCE') as bounced_at,
        min(occurred_at) filter (where event_type in ('OPEN', 'CLICK')) as first_seen_at,
        -- Who follows a link has opened the message, though a program without pictures reports no opening.
        min(occurred_at) filter (where event_type in ('OPEN', 'CLICK') and not is_machine) as first_read_at,
        min(occurred_at) filter (where event_type = 'CLICK' and not is_machine) as first_clicked_at,
        min(occurred_at) filter (where is_unsubscribe) as unsubscribed_at,
        count(*) as event_rows,
        bool_or(is_test) as is_test
    from events
    group by message_id
),

-- A message that bounced at last was not delivered, unless somebody read it. One that was opened arrived, whether or
-- not the event that says so has landed.
delivered as (
    select
        *,
        case
            when
                bounced_at is null
                or bounced_at < delivered_at
                or coalesce(first_read_at, unsubscribed_at) is not null
                then coalesce(delivered_at, least(first_seen_at, unsubscribed_at))
        end as arrived_at
    from told
),

messages as (
    select
        delivered.message_id,
        delivered.email_campaign_id,
        addresses.person_id,
        addresses.account_id,
        -- Called after their first message, never after the address: the fingerprint of an address can be looked up. Of
        -- persons it is not looked for, since DuckDB keeps the least of texts in memory that no limit counts.
        coalesce(
            addresses.person_id,
            'recipient:' || min(case when addresses.person_id is null then delivered.message_id end) over (
                partition by coalesce(delivered.email, delivered.message_id)
            )
        ) as recipient_id,
        delivered.sent_at,
        -- Of mail that was sent before any has landed, only what was opened or clicked since is known.
        case
            when coalesce(delivered.sent_at >= landed.sent_from_at, true)
                then {{ reporting_date('delivered.sent_at') }}
        end as sent_date,
        delivered.arrived_at as delivered_at,
        case when delivered.arrived_at is null then delivered.bounced_at end as bounced_at,
        case when delivered.arrived_at is not null then delivered.first_seen_at end as first_opened_at,
        delivered.first_read_at as first_human_opened_at,
        delivered.first_clicked_at,
        delivered.unsubscribed_at,
        delivered.event_rows,
        delivered.is_test
    from delivered
    left join addresses on delivered.email = addresses.email
    cross join landed
)

select * from messages
