-- Dirt that only text can hold: unreadable dates and amounts, and timestamps with an offset. A
-- typed file has null where the text is unreadable; the offsets are the same instant.

create table text_dirt (
    connector varchar, table_name varchar, column_name varchar, row_id varchar, text_value varchar,
    is_unreadable boolean
);

create macro with_offset(_moment, _hours) as
    strftime(_moment + to_hours((_hours)::integer), '%Y-%m-%dT%H:%M:%S')
    || case _hours when 0 then 'Z' when 2 then '+02:00' when -5 then '-05:00' end;

insert into text_dirt
select 'salesforce', 'lead', 'created_date', id, '31/02/2025', true
from lead_record
where kind = 'first' and not is_deleted and steps[-1].status <> 'Qualified'
qualify row_number() over (order by u('unreadable:' || id), id) <= 2 * getvariable('scale');

insert into text_dirt
select 'salesforce', 'lead', 'created_date', id,
    with_offset(date_trunc('second', created_at), choose('offset:' || id, [0, 2, -5])), false
from lead_record
where u('offset row:' || id) < 0.03
    and id not in (select row_id from text_dirt);

insert into text_dirt
select 'salesforce', 'opportunity', 'close_date', opportunity_id, '31/02/2025', true
from deal
where not is_closed
qualify row_number() over (order by u('unreadable:' || did), did) <= 1 * getvariable('scale');

insert into text_dirt
select 'salesforce', 'opportunity', 'amount', opportunity_id, 'n/a', true
from deal
where not is_won
qualify row_number() over (order by u('not an amount:' || did), did) <= 2 * getvariable('scale');

insert into text_dirt
select 'stripe', 'invoice', 'total', id, 'n/a', true
from invoice_record
where status = 'paid' and not among(r, 1, 40)
qualify row_number() over (order by u('not an amount:' || n), n) <= 1 * getvariable('scale');

insert into text_dirt
select 'stripe', 'invoice', 'created', id, '31/02/2025', true
from invoice_record
where status = 'paid' and not among(r, 1, 40)
qualify row_number() over (order by u('unreadable:' || n), n) <= 1 * getvariable('scale');

insert into text_dirt
select 'stripe', 'invoice', 'created', id,
    with_offset(date_trunc('second', created_at), choose('offset:' || n, [0, 2])), false
from invoice_record
where u('offset row:' || n) < 0.03
    and id not in (select row_id from text_dirt);

insert into text_dirt
select 'stripe', 'invoice_line_item', 'period_end', id, '31/02/2025', true
from invoice_line_record
where not among(r, 1, 40) and type = 'subscription'
qualify row_number() over (order by u('unreadable:' || id), id) <= 1 * getvariable('scale');
