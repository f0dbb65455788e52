-- Dirt that only text can hold, in what 75 made: the unreadable date of a ticket.

insert into text_dirt
select 'zendesk', 'ticket', 'created_at', id::varchar, '31/02/2025', true
from support_ticket
where not among(r, 1, 12)
qualify row_number() over (order by u('unreadable:' || key), key) <= 1 * getvariable('scale');
