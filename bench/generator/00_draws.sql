-- Deterministic randomness, the calendar and the word lists everything else draws from.
-- Every number is a slice of md5(seed:key), so a row depends on its own key alone: neither the
-- thread count nor the order of rows nor another row can change it.

create macro bits(key) as md5_number(concat(getvariable('seed'), ':', key));
-- Uniform in [0, 1), with 40 bits.
create macro u(key) as (bits(key) >> 88::uhugeint)::double / 1099511627776;
-- Whole number in [0, n).
create macro pick(key, n) as ((bits(key) >> 88::uhugeint)::bigint % (n)::bigint);
-- One of a list; repeat an entry to give it weight.
create macro choose(key, options) as options[1 + pick(key, len(options))];
-- Where one key must give several numbers cheaply: the n-th of eight 16-bit slices, in [0, 1).
create macro slice(draw, n) as ((draw >> (16 * n)::uhugeint) & 65535::uhugeint)::double / 65536;
create macro one_of(fraction, options) as options[1 + floor(fraction * len(options))::bigint];
-- Roughly standard normal.
create macro bell(key) as (slice(bits(key), 0) + slice(bits(key), 1) + slice(bits(key), 2)
    + slice(bits(key), 3) - 2) * 1.732;
-- A whole number whose mean is x: rounding up as often as the fraction says.
create macro about(x, key) as floor(x + u(key))::bigint;
-- Dirt is planted by rank: ranks first..last of the demo, in proportion at scale.
create macro among(rank, first, last) as
    rank > floor((first - 1) * getvariable('scale')) and rank <= floor(last * getvariable('scale'));
create macro seconds(n) as to_seconds((n)::bigint);
create macro days(n) as to_seconds(((n) * 86400)::bigint);

-- Ids shaped as the vendors shape theirs.
create macro salesforce_id(prefix, n) as prefix || 'Hf0' || to_base((n)::bigint, 36, 9) || 'QAX';
create macro hex_id(key, length) as left(md5(concat(getvariable('seed'), ':id:', key)), length);
create macro cookie(key, first_seen) as concat(
    100000000 + pick(concat('cookie:', key), 1900000000), '.', epoch(first_seen)::bigint);

-- The property's time zone, Europe/Berlin, without the ICU extension.
create macro last_sunday(month_end) as month_end - (isodow(month_end) % 7)::integer;
create macro berlin(moment) as moment + case
    when moment >= last_sunday(make_date(year(moment), 3, 31)) + interval 1 hour
        and moment < last_sunday(make_date(year(moment), 10, 31)) + interval 1 hour
        then interval 2 hour
    else interval 1 hour
end;
-- Office hours in UTC, by region.
create macro office_second(region, key) as 3600 * case region
    when 'North America' then choose(concat('hour:', key), [13, 14, 15, 16, 17, 18, 19, 20, 21])
    when 'APAC' then choose(concat('hour:', key), [0, 1, 2, 3, 4, 5, 6, 7, 8])
    else choose(concat('hour:', key), [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 19])
end + pick(concat('second:', key), 3600);

set variable first_day = date '2024-07-01';
set variable last_day = date '2026-06-30';
-- Nothing happens after this moment; Berlin's last day ends with it.
set variable data_end = timestamp '2026-06-30 21:59:59';
set variable last_sync = timestamp '2026-07-01 03:00:00';
set variable site = 'https://www.harrowfen.example';

-- Growth of 80% over the two years, a summer and a Christmas dip, quiet weekends. Whole numbers,
-- so that sums do not depend on their order.
create table calendar as
with dated as (
    select
        getvariable('first_day') + i::integer as day,
        i as day_number
    from range(getvariable('last_day') - getvariable('first_day') + 1) as r(i)
),
weighted as (
    select
        day,
        day_number,
        (1000 * (1 + 0.8 * day_number / 729)
            * [1.0, 1.05, 1.15, 1.0, 1.05, 0.95, 0.8, 0.7, 1.15, 1.2, 1.1, 0.65][month(day)]
            * [1.1, 1.2, 1.2, 1.15, 0.9, 0.3, 0.3][isodow(day)])::bigint as weight
    from dated
)
select
    day,
    day_number,
    weight / avg(weight) over () as weight,
    (sum(weight) over (order by day) - weight) / sum(weight) over () as share_before,
    sum(weight) over (order by day) / sum(weight) over () as share_through
from weighted;

-- A day for each of 8192 equally likely slots: a join on a whole number draws a weighted day.
create table day_slot as
select
    i::integer as slot,
    day,
    share_before
from range(8192) as r(i)
inner join calendar on i / 8192 >= share_before and i / 8192 < share_through;

-- Words. Companies use the reserved domain .example, so none of them can be anyone's.
set variable stems = ['Al', 'Bra', 'Cal', 'Dov', 'Em', 'Fal', 'Gar', 'Hol', 'Is', 'Jar', 'Kes',
    'Lor', 'Mar', 'Nor', 'Or', 'Pel', 'Quar', 'Ras', 'Sel', 'Tar', 'Ul', 'Var', 'Wen', 'Yar', 'Zel',
    'Bor', 'Cor', 'Dun', 'El'];
set variable endings = ['der', 'ton', 'by', 'mere', 'ric', 'low', 'nitz', 'lin', 'sen', 'row',
    'trel', 'ne', 'land', 'berg', 'rin', 'ham', 'vik', 'kin', 'stad', 'mond', 'ora', 'dal', 'ford'];
set variable trades = ['Foods', 'Machinery', 'Logistics', 'Retail', 'Pharma', 'Components',
    'Chemicals', 'Brewing', 'Tools', 'Textiles', 'Motors', 'Packaging', 'Outdoor'];
set variable industries = ['Food and Beverage', 'Manufacturing', 'Logistics', 'Retail',
    'Pharmaceuticals', 'Manufacturing', 'Chemicals', 'Food and Beverage', 'Manufacturing',
    'Consumer Goods', 'Automotive', 'Manufacturing', 'Consumer Goods'];
set variable first_names = ['Anna', 'Ben', 'Clara', 'David', 'Elena', 'Felix', 'Grace', 'Henrik',
    'Ines', 'Jonas', 'Karin', 'Liam', 'Maria', 'Noah', 'Olga', 'Paul', 'Rosa', 'Simon', 'Tina',
    'Uwe', 'Vera', 'William', 'Yuki', 'Zoe', 'Amir', 'Bianca', 'Carlos', 'Dana', 'Erik', 'Fatima',
    'Georg', 'Hana', 'Ivan', 'Julia', 'Kenji', 'Laura', 'Marc', 'Nadia', 'Oscar', 'Priya', 'Quinn'];
set variable last_names = ['Adler', 'Becker', 'Carter', 'Dubois', 'Eriksen', 'Fischer', 'Grant',
    'Hughes', 'Ito', 'Jensen', 'Keller', 'Lambert', 'Meyer', 'Novak', 'Olsen', 'Parker', 'Quist',
    'Rossi', 'Schmidt', 'Tanaka', 'Urban', 'Vogel', 'Walker', 'Young', 'Zimmer', 'Ahmed', 'Brandt',
    'Costa', 'Doyle', 'Evans', 'Ferrari', 'Garcia', 'Hansen', 'Iyer', 'Jones', 'Kowalski', 'Lopez'];
set variable job_titles = ['VP Supply Chain', 'Head of Demand Planning', 'Head of Demand Planning',
    'Director Operations', 'Director Operations', 'Demand Planner', 'Demand Planner',
    'Supply Chain Analyst', 'Supply Chain Analyst', 'Inventory Manager', 'Inventory Manager',
    'CFO', 'COO', 'IT Manager', 'Procurement Manager', 'Student', 'Consultant', null];
