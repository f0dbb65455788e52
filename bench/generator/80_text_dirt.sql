-- Dirt that only text can hold: unreadable dates and amounts, and timestamps with an offset. A
-- typed file has null where the text is unreadable; the offsets are the same instant.

create table text_dirt (
    connector varchar, table_name varchar, column_name varchar, row_id varchar, text_value varchar,
    is_unreadable boolean
);

create macro with_offset(moment, hours) as strftime(moment + to_hours((hours)::integer), '%Y-%m-%dT%H:%M:%S')
    || case hours when 0 then 'Z' when 2 then '+02:00' when -5 then '-05:00' end;

insert into text_dirt
select 'salesforce', 'lead', 'created_date', id, '31/02/2025', true
from (
    select distinct id from salesforce.lead
    where not is_deleted and not is_converted and id is not null and email not like '%example.com'
)
qualify row_number() over (order by u('text dirt:' || id), id) <= 2 * getvariable('scale');

insert into text_dirt
select 'salesforce', 'lead', 'created_date', id,
    with_offset(created_date, choose('offset:' || id, [0, 2, -5])), false
from salesforce.lead
where u('offset row:' || id) < 0.03
    and id not in (select row_id from text_dirt)
group by id, created_date;

insert into text_dirt
select 'salesforce', 'opportunity', 'close_date', id, '31/02/2025', true
from (select distinct id from salesforce.opportunity where not is_deleted and not is_closed)
qualify row_number() over (order by u('text dirt:' || id), id) <= 1 * getvariable('scale');

insert into text_dirt
select 'salesforce', 'opportunity', 'amount', id, 'n/a', true
from (
    select distinct id from salesforce.opportunity
    where not is_deleted and not is_won and amount is not null
)
qualify row_number() over (order by u('text amount:' || id), id) <= 2 * getvariable('scale');

insert into text_dirt
select 'stripe', 'invoice', 'total', id, 'n/a', true
from (select distinct id from stripe.invoice where status = 'paid' and total > 0)
qualify row_number() over (order by u('text amount:' || id), id) <= 1 * getvariable('scale');

insert into text_dirt
select 'stripe', 'invoice', 'created', id, '31/02/2025', true
from (select distinct id from stripe.invoice where status = 'paid' and total > 0)
qualify row_number() over (order by u('text date:' || id), id) <= 1 * getvariable('scale');

insert into text_dirt
select 'stripe', 'invoice', 'created', id, with_offset(created, choose('offset:' || id, [0, 2])), false
from stripe.invoice
where u('offset row:' || id) < 0.03
    and id not in (select row_id from text_dirt)
group by id, created;
