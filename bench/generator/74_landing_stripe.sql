-- Stripe as it lands: whole numbers of the smallest unit. Dirt: exact duplicates, superseded rows,
-- credits, zero invoices, voids, drafts, a missing customer, customers no id leads to.

create schema stripe;

create view stripe.customer as
with first_contact as (
    select cid, min_by(email, nth) as email from crm_contact where nth = 1 group by cid
),
clean as (
    select
        s.*,
        c.email as contact_email,
        m.domain,
        a.account_id,
        row_number() over (order by u('dirt:customer' || s.cid), s.cid) as r
    from contract as s
    inner join company as m on s.cid = m.cid
    left join first_contact as c on s.cid = c.cid
    left join crm_account as a on s.cid = a.cid
)
-- Ranks 1 and 2 carry neither an email nor an id; ranks 3 to 14 the email alone.
select
    customer_id as id,
    case
        when among(r, 1, 2) then null
        when among(r, 3, 14) or u('billing mail:' || cid) < 0.6
            then coalesce(contact_email, 'billing@' || domain)
        else 'billing@' || domain
    end as email,
    lower(currency) as currency,
    if(among(r, 1, 14), null, concat('{"salesforce_account_id":"', account_id, '"}')) as metadata,
    false as is_deleted,
    true as livemode,
    date_trunc('second', started_at) - interval 10 minute as created,
    getvariable('last_sync') as _fivetran_synced
from clean
union all
select
    id, email, 'usd', '{}', is_deleted, true, timestamp '2024-07-03 10:00:00', getvariable('last_sync')
from (values
    ('cus_test0000000001', 'qa@example.com', false),
    ('cus_gone0000000001', 'accounts@harrowfen.example', true)
) as t(id, email, is_deleted);

create view stripe.subscription as
with current_period as (
    select
        *,
        started_at + to_months(((datediff('month', started_at, getvariable('last_day'))
            // months) * months)::integer) as period_start
    from contract
)
select
    subscription_id as id,
    customer_id,
    if(is_ended, 'canceled', if(u('past due:' || cid) < 0.03, 'past_due', 'active')) as status,
    false as is_deleted,
    true as livemode,
    date_trunc('second', started_at) as start_date,
    date_trunc('second', if(is_ended, ends_at - to_months(months), period_start))
        as current_period_start,
    date_trunc('second', if(is_ended, ends_at, period_start + to_months(months)))
        as current_period_end,
    if(is_ended, date_trunc('second', ends_at - interval 20 day), null) as canceled_at,
    if(is_ended, date_trunc('second', ends_at), null) as ended_at,
    date_trunc('second', started_at) as created,
    getvariable('last_sync') as _fivetran_synced
from current_period;

-- Ranks 1 to 8 are there twice, 9 to 14 have a superseded copy, 15 to 18 are credited in part.
create table invoice_record as
with ranked as (
    select *, row_number() over (order by u('dirt:invoice' || n), n) as r from invoice_line
)
select
    *,
    'in_1' || hex_id('invoice:' || n, 16) as id,
    if(among(r, 19, 22), 0, subtotal) as net,
    case
        when among(r, 23, 27) then 'void'
        when among(r, 28, 31) then 'uncollectible'
        when among(r, 32, 34) then 'draft'
        when created_at > getvariable('data_end') - interval 18 day and u('open:' || n) < 0.5
            then 'open'
        else 'paid'
    end as status
from ranked;

create view stripe.invoice as
with clean as (
    select
        id,
        if(among(r, 36, 36), null, customer_id) as customer_id,
        subscription_id,
        concat('HF-', lpad(n::varchar, 6, '0')) as number,
        lower(currency) as currency,
        net + round(net * tax_rate)::bigint as total,
        null::bigint as total_excluding_tax,
        if(tax_rate > 0, round(net * tax_rate)::bigint, null) as tax,
        if(status = 'paid', net + round(net * tax_rate)::bigint, 0) as amount_paid,
        0 as pre_payment_credit_notes_amount,
        0 as post_payment_credit_notes_amount,
        status,
        billing_reason,
        status = 'paid' as paid,
        among(r, 37, 38) as is_deleted,
        true as livemode,
        date_trunc('second', period_start) as period_start,
        date_trunc('second', period_end) as period_end,
        date_trunc('second', created_at) as created,
        getvariable('last_sync') as _fivetran_synced,
        r
    from invoice_record
)
select * exclude (r) from clean
union all by name
select * exclude (r) from clean where among(r, 1, 8)
union all by name
select * exclude (r) replace (
    'open' as status,
    0 as amount_paid,
    false as paid,
    created + interval 2 hour as _fivetran_synced
)
from clean
where among(r, 9, 14)
union all by name
-- A credit: part of an invoice given back.
select * exclude (r) replace (
    'in_1' || hex_id('credit:' || id, 16) as id,
    number || '-C' as number,
    null as subscription_id,
    -(total // 5) as total,
    -(tax // 5) as tax,
    -(total // 5) as amount_paid,
    'manual' as billing_reason,
    null as period_start,
    null as period_end,
    least(created + interval 12 day, getvariable('data_end')) as created
)
from clean
where among(r, 15, 18);

create view stripe.product as
select
    'prod_' || hex_id('product:' || product, 14) as id,
    name,
    if(is_recurring, 'service', 'good') as type,
    true as active,
    false as is_deleted,
    timestamp '2024-06-20 09:00:00' as created,
    getvariable('last_sync') as _fivetran_synced
from product_sold;

-- A price for each product, rhythm and currency.
create macro price_id(_product, _months, _currency) as
    'price_1' || hex_id(concat('price:', _product, ':', _months, ':', _currency), 16);

create view stripe.price as
with rhythm as (
    select p.*, unnest(if(is_recurring, [1, 12], [0])) as months from product_sold as p
),
priced as (
    select r.*, c.currency
    from rhythm as r
    cross join (select distinct currency from contract) as c
)
select
    price_id(product, months, currency) as id,
    'prod_' || hex_id('product:' || product, 14) as product_id,
    lower(currency) as currency,
    concat(name, if(months = 1, ', monthly', if(months = 12, ', yearly', ''))) as nickname,
    if(is_recurring, 'recurring', 'one_time') as type,
    case months when 1 then 'month' when 12 then 'year' end as recurring_interval,
    if(is_recurring, 1, null) as recurring_interval_count,
    if(is_recurring, 'licensed', null) as recurring_usage_type,
    true as active,
    false as is_deleted,
    timestamp '2024-06-20 09:30:00' as created,
    getvariable('last_sync') as _fivetran_synced
from priced;

-- What an invoice is for: the edition, what an expansion added to it, onboarding. Before discounts
-- and tax. Ranks 1 to 6 are there twice.
create table invoice_line_record as
with parts as (
    select
        i.id as invoice_id,
        i.sid,
        'edition' as part,
        'subscription' as type,
        false as proration,
        p.edition as product,
        s.months,
        i.subtotal - i.added_subtotal as amount,
        i.subscription_id,
        i.period_start,
        i.period_end,
        i.currency,
        i.created_at
    from invoice_record as i
    inner join contract as s on i.sid = s.sid
    inner join contract_product as p on i.sid = p.sid
    where i.billing_reason in ('subscription_create', 'subscription_cycle')
    union all
    select
        i.id,
        i.sid,
        'addition',
        if(i.billing_reason = 'subscription_update', 'invoiceitem', 'subscription'),
        i.billing_reason = 'subscription_update',
        p.addition,
        s.months,
        i.added_subtotal,
        i.subscription_id,
        i.period_start,
        i.period_end,
        i.currency,
        i.created_at
    from invoice_record as i
    inner join contract as s on i.sid = s.sid
    inner join contract_product as p on i.sid = p.sid
    where i.added_subtotal > 0
    union all
    select
        i.id,
        i.sid,
        'onboarding',
        'invoiceitem',
        false,
        'onboarding',
        0,
        i.subtotal,
        null,
        i.created_at,
        i.created_at,
        i.currency,
        i.created_at
    from invoice_record as i
    where i.billing_reason = 'manual'
    union all
    -- A credit names the edition, but no subscription.
    select
        'in_1' || hex_id('credit:' || i.id, 16),
        i.sid,
        'credit',
        'invoiceitem',
        false,
        p.edition,
        s.months,
        -((i.net + round(i.net * i.tax_rate)::bigint) // 5)
            + if(i.tax_rate > 0, round(i.net * i.tax_rate)::bigint // 5, 0),
        null,
        least(i.created_at + interval 12 day, getvariable('data_end')),
        least(i.created_at + interval 12 day, getvariable('data_end')),
        i.currency,
        i.created_at
    from invoice_record as i
    inner join contract as s on i.sid = s.sid
    inner join contract_product as p on i.sid = p.sid
    where among(i.r, 15, 18)
)
select
    *,
    'il_1' || hex_id(concat('line:', invoice_id, part), 16) as id,
    row_number() over (order by u(concat('dirt:line', invoice_id, part)), invoice_id, part) as r
from parts;

create view stripe.invoice_line_item as
with clean as (
    select
        id,
        invoice_id,
        subscription_id,
        price_id(product, months, currency) as price_id,
        type,
        proration,
        not proration and amount >= 0 as discountable,
        true as livemode,
        amount,
        amount::decimal(18, 2) as unit_amount_excluding_tax,
        lower(currency) as currency,
        1 as quantity,
        date_trunc('second', period_start) as period_start,
        date_trunc('second', period_end) as period_end,
        getvariable('last_sync') as _fivetran_synced,
        r
    from invoice_line_record
)
select * exclude (r) from clean
union all by name
select * exclude (r) from clean where among(r, 1, 6);
