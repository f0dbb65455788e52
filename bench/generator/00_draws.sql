-- Deterministic randomness, the calendar and the word lists everything else draws from.
-- Every number is a slice of md5(seed:key), so a row depends on its own key alone: neither the
-- thread count nor the order of rows nor another row can change it.

-- Parameters of macros begin with an underscore, to tell them from columns.
create macro bits(_key) as md5_number(concat(getvariable('seed'), ':', _key));
-- Uniform in [0, 1), with 40 bits.
create macro u(_key) as (bits(_key) >> 88::uhugeint)::double / 1099511627776;
-- Whole number in [0, n).
create macro pick(_key, _n) as ((bits(_key) >> 88::uhugeint)::bigint % (_n)::bigint);
-- One of a list; repeat an entry to give it weight.
create macro choose(_key, _options) as _options[1 + pick(_key, len(_options))];
-- Where one key must give several numbers cheaply: the n-th of eight 16-bit slices, in [0, 1).
create macro slice(_draw, _n) as ((_draw >> (16 * _n)::uhugeint) & 65535::uhugeint)::double / 65536;
create macro one_of(_fraction, _options) as _options[1 + floor(_fraction * len(_options))::bigint];
-- Roughly standard normal.
create macro bell(_key) as (slice(bits(_key), 0) + slice(bits(_key), 1) + slice(bits(_key), 2)
    + slice(bits(_key), 3) - 2) * 1.732;
-- Dirt is planted by rank: ranks first..last of the demo, in proportion at scale.
create macro among(_rank, _first, _last) as
    _rank > floor((_first - 1) * getvariable('scale'))
    and _rank <= floor(_last * getvariable('scale'));
create macro days(_n) as to_seconds(((_n)::double * 86400)::bigint);

-- Ids shaped as the vendors shape theirs.
create macro salesforce_id(_prefix, _n) as
    _prefix || 'Hf0' || to_base((_n)::bigint, 36, 9) || 'QAX';
create macro hex_id(_key, _length) as left(md5(concat(getvariable('seed'), ':id:', _key)), _length);
create macro cookie(_key, _first_seen) as concat(
    100000000 + pick(concat('cookie:', _key), 1900000000), '.',
    epoch(date_trunc('second', _first_seen))::bigint);

-- The property's time zone, Europe/Berlin, without the ICU extension.
create macro last_sunday(_month_end) as _month_end - (isodow(_month_end) % 7)::integer;
create macro berlin(_moment) as _moment + case
    when _moment >= last_sunday(make_date(year(_moment), 3, 31)) + interval 1 hour
        and _moment < last_sunday(make_date(year(_moment), 10, 31)) + interval 1 hour
        then interval 2 hour
    else interval 1 hour
end;
-- Office hours in UTC, by region.
create macro office_second(_region, _key) as 3600 * case _region
    when 'North America' then choose(concat('hour:', _key), [13, 14, 15, 16, 17, 18, 19, 20, 21])
    when 'APAC' then choose(concat('hour:', _key), [0, 1, 2, 3, 4, 5, 6, 7, 8])
    else choose(concat('hour:', _key), [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 19])
end + pick(concat('second:', _key), 3600);

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
