-- Salesforce as it lands, second part: deals and the work on leads and deals.

-- Deals. Dirt, among those not won: no account, no amount, deleted, superseded.
create table deal_rank as
select did, row_number() over (order by u('dirt:' || key), did) as r
from deal
where not is_won
qualify r <= 34 * getvariable('scale');

create view salesforce.opportunity as
with latest as (
    select
        did,
        max_by(stage, stage_n) as stage,
        max_by(close_date, stage_n) as close_date,
        max(valid_from) as changed_at
    from deal_version
    group by did
),
clean as (
    select
        d.opportunity_id as id,
        -- One won deal in eighty lacks its account too.
        if(among(k.r, 1, 3) or (d.is_won and u('orphan:' || d.key) < 0.012), null,
            salesforce_id('001', 3000 + d.cid)) as account_id,
        if(u('campaign known:' || d.key) < 0.6, d.crm_campaign_id, null) as campaign_id,
        d.owner_id,
        concat(d.company, ' - ', lower(d.type)) as name,
        d.type,
        d.lead_source,
        l.stage as stage_name,
        if(among(k.r, 11, 14), null, d.amount) as amount,
        d.currency as currency_iso_code,
        case l.stage when 'Discovery' then 10 when 'Qualification' then 25 when 'Proposal' then 50
            when 'Negotiation' then 75 when 'Closed Won' then 100 else 0 end::decimal(18, 2)
            as probability,
        d.is_closed,
        d.is_won,
        coalesce(among(k.r, 21, 22), false) as is_deleted,
        if(d.is_closed, l.close_date, greatest(l.close_date, getvariable('last_day') + 10))
            as close_date,
        d.opened_at as created_date,
        l.changed_at as last_modified_date,
        getvariable('last_sync') as _fivetran_synced,
        k.r
    from deal as d
    inner join latest as l on d.did = l.did
    left join deal_rank as k on d.did = k.did
),
superseded as (
    select * replace (
        'Discovery' as stage_name,
        10 as probability,
        false as is_closed,
        created_date as last_modified_date,
        created_date + interval 6 hour as _fivetran_synced
    )
    from clean
    where among(r, 31, 34)
)
select * exclude (r)
from (
    select * from clean
    union all
    select * from superseded
);

create view salesforce.opportunity_history as
with dated as (
    select
        v.*,
        lead(v.valid_from) over (partition by v.did order by v.stage_n) as next_from
    from deal_version as v
)
select
    v.opportunity_id as id,
    v.stage as stage_name,
    v.amount,
    coalesce(among(k.r, 21, 22) and v.next_from is null, false) as is_deleted,
    v.close_date,
    v.next_from is null as _fivetran_active,
    date_trunc('second', v.valid_from) as last_modified_date,
    date_trunc('second', v.valid_from) as _fivetran_start,
    coalesce(date_trunc('second', v.next_from) - interval 1 second,
        timestamp '9999-12-31 23:59:59') as _fivetran_end,
    synced_after(v.valid_from) as _fivetran_synced
from dated as v
left join deal_rank as k on v.did = k.did;

-- Dirt: roles without their contact (the second of every 97th deal), deleted roles.
create view salesforce.opportunity_contact_role as
select
    c.id,
    c.opportunity_id,
    if(c.n = 2 and c.did % 97 = 5, null, c.contact_id) as contact_id,
    c.role,
    c.n = 1 as is_primary,
    u('deleted:' || c.id) < 0.006 as is_deleted,
    c.added_at as created_date,
    getvariable('last_sync') as _fivetran_synced
from deal_contact as c;

-- Sales activities: the first answer to a lead, follow-ups, and the work on deals. Dirt: deleted.
create view salesforce.task as
with lead_work as (
    select
        2 * pid as task_n,
        bits('task:' || pid) as luck,
        lead_id as who_id,
        owner_id,
        unnest(list_concat(
            if(slice(luck, 0) < 0.88, [{'n': 0, 'subject': 'Answer request',
                'due_at': if(path = 'skips_mql', accepted_at - interval 2 hour, working_at)}], []),
            if(slice(luck, 1) < 0.35 and path <> 'skips_mql', [{'n': 1, 'subject': 'Follow up',
                'due_at': working_at + days(1 + 6 * slice(luck, 2))}], [])
        )) as work
    from person
    where path not in ('untouched', 'skips_all')
),
deal_work as (
    select
        10000000000 + 4 * d.did as task_n,
        bits(concat('work:', d.did, '-', w.n)) as luck,
        c.contact_id as who_id,
        d.owner_id,
        d.opportunity_id as what_id,
        salesforce_id('001', 3000 + d.cid) as account_id,
        {'n': w.n, 'subject': ['Discovery call', 'Product demo', 'Send quote'][w.n + 1],
            'due_at': d.opened_at + (least(d.closes_at, getvariable('data_end') + interval 12 day)
                - d.opened_at) * ((w.n + slice(luck, 0)) / 3)} as work
    from deal as d
    left join deal_contact as c on d.did = c.did and c.n = 1
    cross join (select unnest([0, 1, 2]) as n) as w
    where slice(luck, 1) < 0.8
),
all_work as (
    select * from lead_work
    union all by name
    select * from deal_work
),
dated as (
    select
        *,
        task_n + work.n as id_n,
        date_trunc('second', work.due_at) as due_at,
        work.due_at < getvariable('data_end') as is_done,
        if(work.subject in ('Discovery call', 'Product demo') or slice(luck, 3 + work.n) < 0.45,
            'Call', 'Email') as kind
    from all_work
)
select
    salesforce_id('00T', id_n) as id,
    who_id,
    what_id,
    account_id,
    owner_id,
    kind as type,
    kind as task_subtype,
    work.subject as subject,
    if(is_done, 'Completed', 'Not Started') as status,
    is_done as is_closed,
    slice(luck, 7) < 0.003 as is_deleted,
    due_at::date as activity_date,
    if(is_done, due_at, null) as completed_date_time,
    least(due_at, getvariable('data_end') - interval 1 day) as created_date,
    getvariable('last_sync') as _fivetran_synced
from dated
where is_done or work.subject <> 'Answer request';

-- Meetings: sales gets to know a lead before it qualifies it, and meets the people of a customer while a deal is open,
-- also those who have no role on it. Some are still to come. Dirt: deleted.
create view salesforce.event as
with lead_meetings as (
    select
        pid as event_n,
        bits('meeting:' || pid) as luck,
        lead_id as who_id,
        owner_id,
        region,
        lead_at + interval 1 hour as not_before,
        coalesce(accepted_at, lead_at) + (qualified_at - coalesce(accepted_at, lead_at))
            * (0.2 + 0.7 * slice(luck, 1)) as meant_at,
        'Discovery meeting' as subject
    from person
    where is_sql and slice(luck, 0) < 0.6 and coalesce(accepted_at, lead_at) < getvariable('data_end')
),
deal_meetings as (
    select
        10000000000 + 1000 * d.did + c.nth as event_n,
        bits(concat('met:', d.did, '-', c.contact_id)) as luck,
        c.contact_id as who_id,
        d.owner_id,
        d.opportunity_id as what_id,
        salesforce_id('001', 3000 + d.cid) as account_id,
        d.region,
        c.created_at + interval 1 hour as not_before,
        d.opened_at + (least(d.closes_at, getvariable('data_end') + interval 12 day) - d.opened_at)
            * (0.1 + 0.8 * slice(luck, 1)) as meant_at,
        one_of(slice(luck, 2), ['Product demo', 'Product demo', 'Review of the offer', 'On-site day'])
            as subject
    from deal as d
    inner join crm_contact as c on d.cid = c.cid
    where slice(luck, 0) < 0.5 and c.created_at < least(d.closes_at, getvariable('data_end'))
),
all_meetings as (
    select * from lead_meetings
    union all by name
    select * from deal_meetings
),
-- On working days in office hours, on the half hour, and never before there was anyone to meet.
dated as (
    select
        *,
        subject = 'On-site day' as is_all_day,
        time_bucket(interval 30 minute, greatest(
            meant_at::date + [0, 0, 0, 0, 0, 2, 1][isodow(meant_at)]
                + to_seconds(office_second(region, 'meeting:' || event_n)),
            not_before + interval 30 minute
        )) as starts_at
    from all_meetings
)
select
    salesforce_id('00U', event_n) as id,
    who_id,
    what_id,
    account_id,
    owner_id,
    if(subject = 'Product demo', 'Demo', 'Meeting') as type,
    'Event' as event_subtype,
    subject,
    is_all_day as is_all_day_event,
    false as is_child,
    false as is_recurrence,
    slice(luck, 5) < 0.01 as is_deleted,
    starts_at::date as activity_date,
    if(is_all_day, starts_at::date::timestamp, starts_at) as activity_date_time,
    if(is_all_day, starts_at::date::timestamp, starts_at) as start_date_time,
    -- Booked some days ahead, in the hour of the first contact at the earliest.
    least(greatest(not_before - interval 50 minute, starts_at - days(0.2 + 5 * slice(luck, 4))),
        getvariable('data_end') - interval 1 day) as created_date,
    getvariable('last_sync') as _fivetran_synced
from dated
where starts_at < getvariable('data_end') + interval 12 day;
