-- Marketing mail (HubSpot), support tickets (Zendesk) and survey answers, as they land. The mails
-- are the newsletter and the two nurture series that the web sessions carry in their tags.

create schema hubspot;

-- One row a mail that can be sent: the steps of a series, and the newsletter's issues, one every
-- second Tuesday. Whoever joins between two issues gets a welcome.
create table hubspot_mail as
with automated as (
    select *, null::timestamp as issued_at from (values
        (1, 'nurture_planners', 1, 'Nurture planners 1', 'Where forecasts go wrong'),
        (2, 'nurture_planners', 2, 'Nurture planners 2', 'Safety stock without spreadsheets'),
        (3, 'nurture_planners', 3, 'Nurture planners 3', 'Three planners, three methods'),
        (4, 'nurture_planners', 4, 'Nurture planners 4', 'See it with your own data'),
        (5, 'nurture_executives', 1, 'Nurture executives 1', 'What a point of accuracy is worth'),
        (6, 'nurture_executives', 2, 'Nurture executives 2', 'Working capital, planned'),
        (7, 'nurture_executives', 3, 'Nurture executives 3', 'A business case on one page'),
        (8, 'newsletter', 0, 'Newsletter welcome', 'Good to have you here')
    ) as t(mail_n, utm, step, name, subject)
),
issues as (
    select
        100 + i as mail_n,
        'newsletter' as utm,
        0 as step,
        'Newsletter ' || strftime(date '2024-07-02' + (14 * i)::integer, '%Y-%m-%d') as name,
        'Planning notes, no. ' || i + 1 as subject,
        date '2024-07-02' + (14 * i)::integer + interval 9 hour as issued_at
    from range(52) as r(i)
)
select *, 310000000 + 7919 * mail_n as id
from (select * from automated union all by name select * from issues);

-- One row a message. A visit that carries ?eid= was a click in one, seconds before it began.
create table hubspot_message as
with clicks as (
    select
        concat('visit:', k.pid, '-', k.n) as key,
        p.email,
        p.source,
        p.lead_at as known_at,
        k.email_id,
        bits(concat('mail:', k.pid, '-', k.n)) as luck,
        one_of(slice(k.draw, 6), ['nurture_planners', 'nurture_planners', 'nurture_executives',
            'newsletter']) as utm,
        one_of(slice(k.draw, 7), ['/', '/product', '/pricing', '/blog/safety-stock',
            '/webinars/forecasting-ai', '/customers']) as path,
        date_trunc('second', k.started_at) - interval 2 second as clicked_at
    from known_visit as k
    inner join person as p on k.pid = p.pid
    where k.is_email
),
clicked as (
    select
        c.*,
        i.issued_at,
        if(c.utm = 'newsletter',
            if(i.issued_at > c.known_at, i.mail_n, 8),
            if(c.utm = 'nurture_planners', 1 + pick('step:' || c.key, 4),
                5 + pick('step:' || c.key, 3))) as mail_n
    from clicks as c
    asof left join (select * from hubspot_mail where issued_at is not null) as i
        on c.clicked_at - interval 20 minute >= i.issued_at
),
-- Messages nobody clicked: to leads, to customers' contacts, and to readers no CRM knows.
lead_mails as (
    select
        concat('lead:', pid, '-', unnest(range(choose('mails:' || pid, [0, 0, 0, 1, 1, 1, 2]))))
            as key,
        email,
        source,
        lead_at as known_at
    from person
),
contact_mails as (
    select
        concat('contact:', contact_n, '-', unnest([1, 2])) as key,
        email,
        null as source,
        created_at as known_at
    from crm_contact
    where pid is null and u('reads:' || contact_n) < 0.10
),
reader_mails as (
    select
        concat('reader:', cid, '-', unnest([1, 2])) as key,
        lower(choose('reads:' || cid, getvariable('first_names'))) || '-'
            || lower(choose('reader:' || cid, getvariable('last_names'))) || '@' || domain as email,
        null as source,
        getvariable('first_day') + days(600 * u('subscribes:' || cid)) as known_at
    from company
    where u('reader of:' || cid) < 0.06
),
others as (
    select
        *,
        bits('mail:' || key) as luck,
        choose('mail kind:' || key, if(key like 'lead:%', ['nurture_planners', 'nurture_planners',
            'nurture_executives', 'newsletter'], ['newsletter'])) as utm,
        greatest(known_at, getvariable('first_day')) + days(1 + 90 * slice(luck, 0)) as due_at
    from (
        select * from lead_mails
        union all
        select * from contact_mails
        union all
        select * from reader_mails
    )
),
unclicked as (
    select
        o.*,
        i.issued_at,
        if(o.utm = 'newsletter', i.mail_n,
            if(o.utm = 'nurture_planners', 1 + pick('step:' || o.key, 4),
                5 + pick('step:' || o.key, 3))) as mail_n
    from others as o
    asof left join (select * from hubspot_mail where issued_at is not null) as i
        on o.due_at <= i.issued_at
),
together as (
    select * from clicked
    union all by name
    select * from unclicked where mail_n is not null
),
dated as (
    select
        *,
        date_trunc('second', case
            when mail_n > 100 then issued_at + to_seconds(floor(900 * slice(luck, 1))::bigint)
            when clicked_at is not null
                then clicked_at
                    - to_seconds((300 + 70000 * slice(luck, 1) * slice(luck, 1))::bigint)
            else due_at
        end) as sent_at
    from together
),
ranked as (
    select
        *,
        row_number() over (partition by email order by sent_at desc, key) = 1 as is_last
    from dated
    where sent_at < getvariable('data_end') - interval 3 day or clicked_at is not null
)
select
    r.* exclude (luck, due_at, issued_at, known_at),
    m.id as mail_id,
    m.step,
    bits('delivery:' || r.key) as luck,
    clicked_at is null and slice(luck, 0) < if(r.source = 'purchased_list', 0.11, 0.02) as bounces,
    -- Apple Mail fetches every picture; a scanner opens and follows what it lets through.
    u('mail app:' || r.email) < 0.20 as is_prefetched,
    u('scanner:' || split_part(r.email, '@', 2)) < 0.04 as is_scanned,
    slice(luck, 1) < if(clicked_at is not null, 0.93, 0.24) as is_opened,
    -- Who has unsubscribed gets no more of it.
    is_last and slice(luck, 2) < if(clicked_at is not null, 0.03, 0.07) as unsubscribes
from ranked as r
inner join hubspot_mail as m on r.mail_n = m.mail_n;

create macro mail_event_id(_key, _type) as hex_id(concat('event:', _type, ':', _key), 14);

-- Dirt: a recipient in capitals, opens landed twice, a test of our own, mails that were never sent.
create table hubspot_event as
with delivered as (
    select *, sent_at + to_seconds((2 + 60 * slice(luck, 3))::bigint) as delivered_at
    from hubspot_message
    where not bounces
),
listed as (
    select key, 'SENT' as type, 'SENT' as code, sent_at as created, null as agent
    from hubspot_message
    union all
    select key, 'BOUNCE', 'BOUNCE', sent_at + interval 90 second, null
    from hubspot_message
    where bounces
    union all
    select key, 'DELIVERED', 'DELIVERED', delivered_at, null from delivered
    union all
    select key, 'OPEN', 'PREFETCH', delivered_at + to_seconds((3 + 50 * slice(luck, 4))::bigint),
        'Mozilla/5.0'
    from delivered
    where is_prefetched
    union all
    select key, 'OPEN', 'SCAN', delivered_at + interval 1 second, 'Barracuda Sentinel (EE)'
    from delivered
    where is_scanned
    union all
    select key, 'CLICK', 'SCAN CLICK', delivered_at + interval 2 second, 'Barracuda Sentinel (EE)'
    from delivered
    where is_scanned and slice(luck, 5) < 0.5
    union all
    select key, 'OPEN', 'OPEN',
        if(clicked_at is not null, clicked_at - to_seconds((4 + 40 * slice(luck, 6))::bigint),
            delivered_at + to_seconds((60 + 90000 * slice(luck, 6) * slice(luck, 7))::bigint)),
        one_of(slice(luck, 5), ['Outlook 16.0', 'Outlook 16.0', 'Thunderbird/128',
            'GoogleImageProxy', 'Chrome/126 Windows'])
    from delivered
    where is_opened
    union all
    select key, 'CLICK', 'CLICK', clicked_at, 'Chrome/126 Windows'
    from delivered
    where clicked_at is not null
    union all
    select key, 'STATUSCHANGE', 'STATUSCHANGE', delivered_at + interval 2 hour, null
    from delivered
    where unsubscribes and is_opened and clicked_at is null
    union all
    select key, 'STATUSCHANGE', 'STATUSCHANGE', clicked_at + interval 3 minute, null
    from delivered
    where unsubscribes and clicked_at is not null
    union all
    -- The series goes on, but the mail is held back.
    select key, 'DROPPED', 'DROPPED', sent_at + interval 9 day, null
    from delivered
    where unsubscribes and slice(luck, 4) < 0.3
),
kept as (
    select
        mail_event_id(l.key, l.code) as id,
        l.*,
        m.mail_id,
        if(slice(m.luck, 0) > 0.995, upper(m.email), m.email) as recipient,
        m.sent_at,
        m.path,
        m.email_id,
        m.utm,
        m.luck
    from listed as l
    inner join hubspot_message as m on l.key = m.key
    where l.created < getvariable('data_end')
)
select *, row_number() over (partition by type order by u('dirt:' || id), id) as r from kept;

create view hubspot.email_campaign as
select
    id,
    22924 as app_id,
    if(mail_n > 100, 'Batch', 'Automated') as app_name,
    4400000000 + id as content_id,
    name,
    subject,
    if(mail_n > 100, 'BATCH_EMAIL', 'AUTOMATED_EMAIL') as type,
    null::varchar as sub_type,
    c.messages as num_included,
    getvariable('last_sync') as _fivetran_synced
from hubspot_mail as m
inner join (
    select mail_id, count(*) as messages from hubspot_message group by mail_id
) as c on m.id = c.mail_id;

create view hubspot.email_event as
with clean as (
    select
        id,
        mail_id as email_campaign_id,
        type,
        recipient,
        created,
        if(type in ('SENT', 'DROPPED'), null, mail_event_id(key, 'SENT')) as sent_by_id,
        if(type in ('SENT', 'DROPPED'), null, sent_at) as sent_by_created,
        if(type = 'STATUSCHANGE' and path is not null, mail_event_id(key, 'CLICK'), null)
            as caused_by_id,
        case when type in ('OPEN', 'CLICK') then agent like 'Barracuda%' end as filtered_event,
        r
    from hubspot_event
)
select * exclude (r) from clean
union all by name
select * exclude (r) from clean where type = 'OPEN' and among(r, 1, 6)
union all by name
select
    'qa' || lower(type) as id, 310000000 + 7919 as email_campaign_id, type,
    'qa@example.com' as recipient, timestamp '2024-07-02 08:00:00' + to_seconds(s) as created,
    if(type = 'SENT', null, 'qasent') as sent_by_id,
    if(type = 'SENT', null, timestamp '2024-07-02 08:00:00') as sent_by_created,
    null as caused_by_id, null as filtered_event
from (values ('SENT', 0), ('DELIVERED', 4), ('OPEN', 60)) as t(type, s);

create view hubspot.email_event_open as
select
    id,
    agent as user_agent,
    case agent when 'Mozilla/5.0' then 0 when 'Barracuda Sentinel (EE)' then 0
        when 'GoogleImageProxy' then null else 900 + floor(28000 * slice(luck, 3))::bigint end
        as duration
from hubspot_event
where type = 'OPEN';

create view hubspot.email_event_click as
select
    id,
    agent as user_agent,
    getvariable('site') || coalesce(path, '/')
        || '?utm_source=newsletter&utm_medium=email&utm_campaign=' || utm
        || coalesce('&eid=' || email_id, '') as url
from hubspot_event
where type = 'CLICK';

create view hubspot.email_event_status_change as
select
    id,
    'UNSUBSCRIBED' as portal_subscription_status,
    '[]' as subscriptions,
    'SOURCE_RECIPIENT' as source,
    null::varchar as requested_by
from hubspot_event
where type = 'STATUSCHANGE';

-- Support. Who pays may ask: the customers' contacts, or a shared mailbox where the CRM knows none.
create schema zendesk;

create table support_user as
with contacts as (
    select
        360000000000 + c.contact_n as id,
        c.cid,
        c.email,
        c.created_at,
        row_number() over (partition by c.cid order by c.nth) as nth
    from crm_contact as c
    inner join contract as s on c.cid = s.cid
),
mailboxes as (
    select
        370000000000 + s.cid as id,
        s.cid,
        'planning@' || m.domain as email,
        s.started_at as created_at,
        1 as nth
    from contract as s
    inner join company as m on s.cid = m.cid
    where s.cid not in (select cid from contacts)
)
select * from contacts where nth <= 2
union all
select * from mailboxes;

create table support_ticket as
with asked as (
    select
        s.cid,
        s.sid,
        s.started_at as customer_from,
        s.ends_at,
        unnest(range(choose('tickets:' || s.cid, [0, 1, 1, 2, 3, 4, 7]))) as n
    from contract as s
),
drawn as (
    select
        *,
        concat('ticket:', cid, '-', n) as key,
        bits(concat('ticket:', cid, '-', n)) as luck,
        greatest(customer_from, getvariable('first_day')) as asks_from,
        least(ends_at, getvariable('data_end')) as asks_until
    from asked
    where ends_at > getvariable('first_day')
),
dated as (
    select
        *,
        date_trunc('second', asks_from + (asks_until - asks_from) * slice(luck, 0)) as created_at
    from drawn
),
answered as (
    select
        d.*,
        u.id as requester_id,
        row_number() over (order by d.created_at, key) as ticket_n,
        d.created_at + days(0.04 + 12 * slice(luck, 1) * slice(luck, 2)) as solved_at,
        slice(luck, 3) < 0.95 as is_solved,
        slice(luck, 4) < 0.08 as is_reopened
    from dated as d
    inner join support_user as u
        on d.cid = u.cid and u.nth = if(slice(d.luck, 5) < 0.7, 1, least(2, (
            select max(v.nth) from support_user as v where v.cid = d.cid)))
)
select
    *,
    1000 + ticket_n as id,
    row_number() over (order by u('dirt:' || key), key) as r,
    -- A reopened ticket is solved a second time, some days later.
    if(is_reopened, solved_at + days(1 + 5 * slice(luck, 6)), solved_at) as last_solved_at,
    case
        when slice(luck, 7) < 0.07 then null
        when created_at < customer_from + interval 60 day and slice(luck, 7) < 0.45
            then 'Onboarding'
        when u('plan:' || cid) < 0.6 then 'Planner'
        else 'Planner Plus'
    end as product
from answered;

create view zendesk.organization as
select
    420000000 + s.cid as id,
    -- Not every one was connected to the CRM.
    if(u('connected:' || s.cid) < 0.75, a.account_id, null) as external_id,
    date_trunc('second', s.started_at) as created_at,
    getvariable('last_sync') as updated_at
from contract as s
left join crm_account as a on s.cid = a.cid;

create view zendesk.user as
select
    id,
    email,
    'end-user' as role,
    420000000 + cid as organization_id,
    date_trunc('second', created_at) as created_at,
    date_trunc('second', created_at) as updated_at
from support_user
where created_at < getvariable('data_end')
union all
select 380000000001, 'qa@example.com', 'end-user', null, timestamp '2024-07-02 08:00:00',
    timestamp '2024-07-02 08:00:00'
union all
select 380000000001 + n, concat('support', n, '@harrowfen.example'), 'agent', null,
    timestamp '2023-03-01 08:00:00', timestamp '2023-03-01 08:00:00'
from range(1, 5) as r(n);

-- The last status is the ticket's own. A ticket closes four days after it was solved.
create table support_status as
with steps as (
    select id, r, luck, unnest([
        {'value': 'new', 'updated': created_at},
        {'value': 'open',
            'updated': created_at + to_seconds((600 + 9000 * slice(luck, 2))::bigint)},
        {'value': 'solved', 'updated': if(is_solved, solved_at, null)},
        {'value': 'open',
            'updated': if(is_solved and is_reopened, solved_at + interval 20 hour, null)},
        {'value': 'solved', 'updated': if(is_solved and is_reopened, last_solved_at, null)},
        {'value': 'closed', 'updated': if(is_solved, last_solved_at + interval 4 day, null)}
    ]) as step
    from support_ticket
)
select id, r, step.value as value, date_trunc('second', step.updated) as updated
from steps
where step.updated < getvariable('data_end');

-- Dirt: a ticket landed twice, one deleted, one of our own tests.
create view zendesk.ticket as
with clean as (
    select
        t.id,
        t.requester_id,
        420000000 + t.cid as organization_id,
        380000000002 + t.id % 4 as assignee_id,
        if(among(t.r, 11, 12), 'deleted', s.value) as status,
        choose('asks:' || t.key, ['question', 'question', 'incident', 'problem']) as type,
        choose('priority:' || t.key, ['low', 'normal', 'normal', 'high', 'urgent', null])
            as priority,
        choose('via:' || t.key, ['email', 'email', 'web', 'chat']) as via_channel,
        t.product as custom_product,
        t.created_at,
        s.updated as updated_at,
        t.r
    from support_ticket as t
    inner join (
        select id, max_by(value, updated) as value, max(updated) as updated
        from support_status
        group by id
    ) as s on t.id = s.id
    where t.created_at < getvariable('data_end')
)
select * exclude (r) from clean
union all
select * exclude (r) from clean where among(r, 1, 3)
union all
select 999, 380000000001, null, 380000000002, 'closed', 'question', 'low', 'web', 'Planner',
    timestamp '2024-07-02 08:00:00', timestamp '2024-07-06 09:00:00';

create view zendesk.ticket_field_history as
select id as ticket_id, 'status' as field_name, value, updated from support_status
union all
select 999, 'status', value, updated
from (values ('new', timestamp '2024-07-02 08:00:00'), ('solved', timestamp '2024-07-02 09:00:00'))
    as t(value, updated);

create view zendesk.satisfaction_rating as
select
    500000 + id as id,
    id as ticket_id,
    requester_id,
    case
        when u('rates:' || key) >= 0.5 then 'offered'
        when slice(luck, 6) < if(is_reopened, 0.5, 0.9) then 'good'
        else 'bad'
    end as score,
    last_solved_at + interval 1 day as created_at,
    last_solved_at + days(1 + 3 * u('rates at:' || key)) as updated_at
from support_ticket
where is_solved and u('asked:' || key) < 0.7
    and last_solved_at + interval 4 day < getvariable('data_end');

-- Surveys: how likely customers are to recommend us, twice a year, and how satisfied they are with
-- the first weeks and with an answer. Dirt: landed twice, an older version of a better score, a score
-- that is none, a test of our own.
create schema surveys;

create table survey_answer as
with rounds as (
    select unnest([date '2024-10-15', date '2025-04-15', date '2025-10-14', date '2026-04-14'])
        as round_on
),
nps as (
    select
        concat('nps:', s.cid, '-', r.round_on) as key,
        s.cid,
        null as product,
        'nps' as question_kind,
        r.round_on + days(9 * u(concat('answers:', s.cid, r.round_on))) as answered_at,
        -- Who is about to leave is less fond of us.
        one_of(u(concat('nps:', s.cid, r.round_on))
            * if(s.ends_at < r.round_on + interval 270 day, 0.6, 1),
            [1, 3, 5, 6, 7, 7, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10]) as score
    from contract as s
    cross join rounds as r
    where s.started_at < r.round_on - interval 60 day and s.ends_at > r.round_on
        and u(concat('reply:', s.cid, r.round_on)) < 0.55
),
first_weeks as (
    select
        concat('csat:', cid) as key,
        cid,
        'Onboarding' as product,
        'csat' as question_kind,
        started_at + days(45 + 10 * u('csat at:' || cid)) as answered_at,
        one_of(u('csat:' || cid), [2, 3, 4, 4, 4, 5, 5, 5, 5]) as score
    from contract
    where started_at > getvariable('first_day') and ends_at > started_at + interval 60 day
        and u('csat reply:' || cid) < 0.7
),
after_tickets as (
    select
        concat('csat:', key) as key,
        cid,
        product,
        'csat' as question_kind,
        last_solved_at + interval 30 hour as answered_at,
        one_of(u('csat:' || key), if(is_reopened, [1, 2, 3, 4], [2, 3, 4, 4, 4, 5, 5, 5, 5, 5]))
            as score
    from support_ticket
    where is_solved and u('csat reply:' || key) < 0.3
),
together as (
    select * from nps
    union all
    select * from first_weeks
    union all
    select * from after_tickets
)
select
    t.*,
    u.email,
    a.account_id,
    row_number() over (order by u('dirt:' || key), key) as r
from together as t
inner join support_user as u on t.cid = u.cid and u.nth = 1
left join crm_account as a on t.cid = a.cid
where t.answered_at between getvariable('first_day') and getvariable('data_end');

create view surveys.nps_response as
with clean as (
    select
        'resp_' || hex_id('answer:' || key, 10) as response_id,
        if(u('knows account:' || key) < 0.6, account_id, null) as account_id,
        if(u('knows account:' || key) < 0.6 and u('anonymous:' || key) < 0.15, null, email)
            as email,
        product,
        question_kind,
        if(among(r, 11, 11), 11, score) as score,
        date_trunc('second', answered_at) as answered_at,
        getvariable('last_sync') as _fivetran_synced,
        r
    from survey_answer
)
select * exclude (r) from clean
union all
select * exclude (r) from clean where among(r, 1, 3)
union all
select * exclude (r) replace (9 as score, synced_after(answered_at) as _fivetran_synced) from clean
where question_kind = 'nps' and score < 9 and among(r, 21, 40)
union all
select
    'resp_test', null, 'qa@example.com', null, 'nps', 10, timestamp '2024-10-15 08:00:00',
    getvariable('last_sync');
