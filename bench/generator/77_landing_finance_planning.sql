-- What finance and planning keep in tables of their own: the cost ledger, budgets, targets and time
-- sheets; and the quotes of the CRM. None of it grows with scale but what follows deals and ads.

create schema finance;
create schema planning;

create table month_of_plan as
select
    i::integer as n,
    (getvariable('first_day') + to_months(i::integer))::date as month_start,
    last_day((getvariable('first_day') + to_months(i::integer))::date) as month_end,
    -- Costs grow with the company.
    1 + 0.8 * i / 23 as growth
from range(30) as r(i);

-- Cost that returns every month, in its own currency at the start.
create table monthly_cost as
select row_number() over () as line_n, t.*
from (values
    ('headcount', 'marketing', null, null, 'EMEA', 'EMEA', null, 1250, 'EUR', 'Salaries marketing'),
    ('headcount', 'marketing', null, null, 'North America', 'North America', null, 1300, 'USD',
        'Salaries marketing'),
    ('headcount', 'marketing', null, null, 'APAC', 'APAC', null, 480, 'USD', 'Salaries marketing'),
    ('martech', 'marketing', null, null, null, null, null, 340, 'USD', 'Marketing automation'),
    ('martech', 'marketing', null, null, null, null, null, 190, 'USD', 'Web analytics'),
    ('martech', 'marketing', 'Webinar', 'Webinars', null, null, null, 160, 'USD',
        'Webinar platform'),
    ('martech', 'marketing', 'email', 'Email Nurture', null, null, null, 110, 'USD',
        'Email sending'),
    ('martech', 'marketing', 'Organic Search', null, null, null, null, 130, 'EUR', 'Rank tracking'),
    ('martech', 'marketing', 'Organic Social', null, null, null, null, 60, 'USD',
        'Social publishing'),
    ('agency', 'marketing', 'Organic Search', 'Content', null, null, null, 420, 'EUR',
        'Content agency'),
    ('agency', 'marketing', 'Paid Search', 'Paid Search', 'EMEA', 'EMEA', null, 180, 'GBP',
        'Search agency'),
    ('agency', 'marketing', 'Paid Social', 'Paid Social', null, null, null, 150, 'USD',
        'Ad creatives'),
    ('agency', 'marketing', null, null, 'EMEA', 'EMEA', null, 240, 'GBP', 'Press office'),
    ('travel', 'marketing', null, null, null, null, null, 120, 'USD', 'Travel marketing'),
    ('other', 'marketing', 'Partner', null, null, null, null, 210, 'USD', 'Partner programme'),
    ('other', 'marketing', 'Customer Referral', null, null, null, null, 90, 'USD',
        'Referral rewards'),
    ('headcount', 'sales', null, null, 'EMEA', 'EMEA', null, 2050, 'EUR', 'Salaries sales'),
    ('headcount', 'sales', null, null, 'North America', 'North America', null, 1950, 'USD',
        'Salaries sales'),
    ('headcount', 'sales', null, null, 'APAC', 'APAC', null, 820, 'USD', 'Salaries sales'),
    ('tools', 'sales', null, null, null, null, null, 310, 'USD', 'CRM seats'),
    ('tools', 'sales', 'Outbound Sales', null, null, null, null, 150, 'USD', 'Dialler and data'),
    ('travel', 'sales', null, null, 'EMEA', 'EMEA', null, 170, 'EUR', 'Travel sales'),
    ('travel', 'sales', null, null, 'North America', 'North America', null, 190, 'USD',
        'Travel sales'),
    ('overhead', 'sales', null, null, null, null, null, 380, 'USD', 'Sales offices'),
    ('cogs', 'product', null, null, null, null, 'Planner', 1500, 'USD', 'Hosting'),
    ('cogs', 'product', null, null, null, null, 'Planner Plus', 1150, 'USD', 'Hosting'),
    ('cogs', 'product', null, null, null, null, 'Onboarding', 420, 'EUR', 'Onboarding partners'),
    ('cost_to_serve', 'support', null, null, 'EMEA', 'EMEA', null, 620, 'EUR', 'Support desk'),
    ('cost_to_serve', 'support', null, null, 'North America', 'North America', null, 560, 'USD',
        'Support desk'),
    ('cost_to_serve', 'support', null, null, 'APAC', 'APAC', null, 240, 'USD', 'Support desk'),
    ('overhead', 'general', null, null, null, null, null, 1450, 'EUR', 'Rent and administration'),
    ('headcount', 'product', null, null, null, null, null, 3900, 'EUR', 'Salaries development')
) as t(category, department, channel, program, region, business_unit, product, amount, currency,
    description);

create table ledger_line as
with monthly as (
    select
        concat('monthly:', l.line_n, '-', m.n) as key,
        m.month_end as entry_date,
        l.* exclude (line_n, amount),
        null::varchar as campaign,
        l.amount * m.growth * (0.94 + 0.12 * u(concat('monthly:', l.line_n, '-', m.n))) as amount
    from monthly_cost as l
    cross join month_of_plan as m
    where m.month_end <= getvariable('last_day')
),
-- What a campaign of the CRM cost is what the ledger says, over the months it ran; events are
-- booked in part before they take place. Finance calls a campaign by our id, the CRM's, or its name.
campaign_months as (
    select
        c.*,
        m.month_end,
        m.n,
        if(c.source = 'trade_show', if(m.month_end < c.starts, 0.4, 0.6),
            1.0 / count(*) over (partition by c.id)) as share
    from crm_campaign as c
    inner join month_of_plan as m
        on m.month_end <= getvariable('last_day')
        and m.month_start <= c.ends
        and m.month_end >= if(c.source = 'trade_show',
            date_trunc('month', c.starts) - interval 1 day, c.starts)
    where c.cost > 0
),
campaigns as (
    select
        concat('campaign:', id, '-', n) as key,
        month_end as entry_date,
        if(source in ('trade_show', 'webinar', 'purchased_list', 'syndication'), 'other', 'agency')
            as category,
        'marketing' as department,
        case source when 'trade_show' then 'Event' when 'webinar' then 'Webinar'
            when 'guide' then 'Organic Search' when 'syndication' then 'Content Syndication'
            when 'purchased_list' then 'Outbound Sales' when 'email' then 'Email' end as channel,
        program,
        nullif(region, '') as region,
        null as business_unit,
        null as product,
        case region when 'EMEA' then 'EUR' else 'USD' end as currency,
        name as description,
        choose('named:' || id, [coalesce(slug, id), id, name]) as campaign,
        cost * share as amount
    from campaign_months
),
event_travel as (
    select
        'travel:' || id as key,
        last_day(starts) as entry_date,
        'travel' as category,
        'marketing' as department,
        'Event' as channel,
        'Events' as program,
        nullif(region, '') as region,
        null as business_unit,
        null as product,
        'USD' as currency,
        'Travel to ' || name as description,
        coalesce(slug, id) as campaign,
        cost * (0.08 + 0.06 * u('travel:' || id)) as amount
    from crm_campaign
    where source = 'trade_show'
),
-- The bills of the ad platforms, which the platforms report themselves.
ad_bills as (
    select
        concat_ws('-', 'bill', platform, account_id, last_day(day)) as key,
        last_day(day) as entry_date,
        'advertising' as category,
        'marketing' as department,
        if(platform = 'google_ads', 'Paid Search', 'Paid Social') as channel,
        null as program,
        null as region,
        null as business_unit,
        null as product,
        case when account_id in ('4120987651', '509940126') then 'EUR'
            when platform = 'facebook_ads' then 'GBP' else 'USD' end as currency,
        'Bill ' || platform as description,
        null as campaign,
        sum(cost) as amount
    from ad_row
    group by platform, account_id, last_day(day)
),
commissions as (
    select
        concat_ws('-', 'commission', region, last_day(closes_at::date)) as key,
        last_day(closes_at::date) as entry_date,
        'commission' as category,
        'sales' as department,
        null as channel,
        null as program,
        region,
        region as business_unit,
        null as product,
        if(region = 'EMEA', 'EUR', 'USD') as currency,
        'Commission on deals won' as description,
        null as campaign,
        sum((usd * 100)::bigint) / 100 * 0.06 as amount
    from deal
    where is_won
    group by region, last_day(closes_at::date)
),
lines as (
    select * from monthly
    union all by name
    select * from campaigns
    union all by name
    select * from event_travel
    union all by name
    select * from ad_bills
    union all by name
    select * from commissions
)
select
    *,
    row_number() over (order by entry_date, key) as n,
    row_number() over (order by u('dirt:' || key), key) as r
from lines
where category <> 'advertising' and category <> 'commission' or amount > 0;

-- Dirt: exact duplicates, an older version, deleted entries, credits, entries without department,
-- a currency without a rate, categories as people write them.
create view finance.cost_ledger as
with clean as (
    select
        'GL-' || lpad(n::varchar, 6, '0') as entry_id,
        entry_date,
        case when category = 'cost_to_serve' and u('words:' || key) < 0.1 then 'Cost to serve'
            when u('words:' || key) < 0.05 then upper(category[1]) || category[2:] else category end
            as category,
        if(r in (11, 12), null, department) as department,
        channel,
        program,
        campaign,
        region,
        null::varchar as industry,
        business_unit,
        product,
        if(r in (7, 8), -0.2, 1) * amount as amount,
        if(r in (15, 16), 'CHF', currency) as currency,
        description,
        r in (3, 4) as is_deleted,
        getvariable('last_sync') as _fivetran_synced,
        r
    from ledger_line
)
select * exclude (r) from clean
union all
select * exclude (r) from clean where r in (1, 2)
union all
select * exclude (r) replace (
    amount * 1.1 as amount, getvariable('last_sync') - interval 30 day as _fivetran_synced
)
from clean where r in (5, 6);

-- Budgets of marketing, a line a month; some events have one of their own.
create view finance.budget as
with monthly as (
    select
        concat('budget:', l.channel, l.program, '-', m.n) as key,
        m.month_start as period_start,
        l.channel,
        l.program,
        null as campaign,
        round(l.amount * m.growth * (0.92 + 0.2 * u(concat('budget:', l.channel, m.n))), -1)
            as amount,
        l.currency
    from month_of_plan as m
    cross join (values
        (null, null, 4300, 'USD'), ('Paid Search', 'Paid Search', 620, 'USD'),
        ('Paid Social', 'Paid Social', 700, 'USD'), ('Display', 'Paid Search', 30, 'USD'),
        ('Organic Search', 'Content', 580, 'EUR'), ('Organic Social', null, 60, 'USD'),
        ('Webinar', 'Webinars', 640, 'USD'), ('Email', 'Email Nurture', 190, 'USD'),
        ('Content Syndication', 'Content', 480, 'USD'), ('Outbound Sales', 'Content', 330, 'USD'),
        ('Partner', null, 220, 'USD'), ('Customer Referral', null, 90, 'USD')
    ) as l(channel, program, amount, currency)
),
events as (
    select
        'budget:' || id as key,
        date_trunc('month', starts)::date as period_start,
        'Event' as channel,
        'Events' as program,
        coalesce(slug, id) as campaign,
        round(cost * 1.12, -2) as amount,
        if(region = 'EMEA', 'EUR', 'USD') as currency
    from crm_campaign
    where source = 'trade_show'
),
lines as (
    select * from monthly
    union all
    select * from events
)
select
    'BU-' || lpad(row_number() over (order by period_start, key)::varchar, 5, '0') as budget_id,
    period_start,
    channel,
    program,
    campaign,
    amount,
    currency,
    u('withdrawn:' || key) < 0.006 as is_deleted,
    getvariable('last_sync') as _fivetran_synced
from lines;

-- Targets, as the company sets them for each month: a start, and growth by the end of two years.
create view planning.kpi_target as
with series as (
    select * from (values
        ('leads', null, null, 34, 1.75), ('mqls', null, null, 19, 1.75),
        ('sqls', null, null, 13, 1.8), ('opportunities', null, null, 8, 1.8),
        ('won_deals', null, null, 3, 2.2), ('new_customers', null, null, 3, 2.0),
        ('revenue', null, null, 21000, 3.1), ('mrr', null, null, 14000, 3.0),
        ('gross_margin', null, null, 17000, 3.1), ('sessions', null, null, 210, 1.8),
        ('content_published', null, null, 15, 1.0), ('marketing_cost', null, null, 9800, 1.9),
        ('sales_cost', null, null, 8200, 1.9), ('cac', null, null, 6200, 0.9),
        ('cpl', null, null, 280, 0.95), ('average_deal_value', null, null, 8800, 1.1),
        ('sales_cycle_days', null, null, 75, 0.85), ('mql_to_sql_rate', null, null, 0.8, 1.0),
        ('lead_to_sql_rate', null, null, 0.42, 1.05), ('win_rate', null, null, 0.45, 1.1),
        ('lead_response_within_sla_rate', null, null, 0.5, 1.6),
        ('customer_retention_rate', null, null, 0.97, 1.01),
        ('customer_satisfaction', null, null, 4.2, 1.05),
        ('leads', 'channel', 'Event', 5, 1.7), ('leads', 'channel', 'Webinar', 4, 1.7),
        ('leads', 'channel', 'Paid Search', 3, 1.8), ('leads', 'channel', 'Paid Social', 1, 2.5),
        ('leads', 'channel', 'Organic Search', 4, 1.8), ('leads', 'channel', 'Direct', 5, 1.8),
        ('leads', 'channel', 'Partner', 2, 1.8), ('leads', 'channel', 'Outbound Sales', 6, 1.5),
        ('leads', 'region', 'EMEA', 18, 1.7), ('leads', 'region', 'North America', 13, 1.8),
        ('leads', 'region', 'APAC', 3, 2.0), ('revenue', 'region', 'EMEA', 10500, 3.0),
        ('revenue', 'region', 'North America', 6300, 3.2), ('revenue', 'region', 'APAC', 4200, 3.2),
        ('revenue', 'business_unit', 'EMEA', 10500, 3.0),
        ('revenue', 'business_unit', 'North America', 6300, 3.2),
        ('revenue', 'business_unit', 'APAC', 4200, 3.2),
        ('gross_margin', 'region', 'EMEA', 8500, 3.0),
        ('gross_margin', 'region', 'North America', 5100, 3.2),
        ('gross_margin', 'region', 'APAC', 3400, 3.2),
        ('gross_margin', 'business_unit', 'EMEA', 8500, 3.0),
        ('gross_margin', 'business_unit', 'North America', 5100, 3.2),
        ('gross_margin', 'business_unit', 'APAC', 3400, 3.2)
    ) as t(kpi, segment, segment_value, base, factor)
),
valued as (
    select
        s.kpi,
        m.month_start as period_start,
        s.segment,
        s.segment_value,
        s.base * (1 + (s.factor - 1) * m.n / 23) as target
    from series as s
    cross join month_of_plan as m
),
clean as (
    select
        kpi,
        'month' as grain,
        period_start,
        segment,
        segment_value,
        case when target < 1 then round(target, 2) when target < 100 then round(target, 1)
            else round(target, -1) end as target,
        getvariable('last_sync') as _fivetran_synced
    from valued
)
select * from clean
union all
-- The targets of the first year were set lower, and revised.
select * replace (
    round(target * 0.9) as target, getvariable('last_sync') - interval 200 day as _fivetran_synced
)
from clean
where kpi = 'mqls' and period_start < date '2024-10-01';

-- Time sheets of the marketing team, an entry a person, week and piece of work.
create view planning.team_hours as
with sheets as (
    select
        concat_ws('-', 'sheet', p.n, w.n, e.n) as key,
        p.n as person_n,
        p.team,
        (getvariable('first_day') + (7 * w.n + 4)::integer)::date as work_date,
        p.programs,
        p.hours
    from (values
        (1, 'Events', ['Events', 'Events', 'Events', 'Webinars'], 11.0),
        (2, 'Content', ['Content', 'Content', 'Webinars', null], 12.5),
        (3, 'Digital', ['Paid Search', 'Paid Social', 'Paid Search', 'Email Nurture'], 12.0),
        (4, 'Digital', ['Paid Social', 'Email Nurture', 'Content', null], 9.0),
        (5, 'Operations', [null, 'Webinars', 'Email Nurture', null], 10.0)
    ) as p(n, team, programs, hours)
    cross join (select unnest(range(104)) as n) as w
    cross join (select unnest(range(3)) as n) as e
    where p.n <> 5 or w.n >= 40
),
placed as (
    select
        *,
        choose('work:' || key, programs) as program,
        round(4 * hours * (0.4 + 0.6 * u('hours:' || key))) / 4 as hours_worked,
        row_number() over (order by u('dirt:' || key), key) as r
    from sheets
    where u('absent:' || key) >= 0.12
),
-- Work on events and webinars is on the next one to come.
with_campaign as (
    select
        p.*,
        (
            select min_by(coalesce(c.slug, c.id), c.starts)
            from crm_campaign as c
            where c.program = p.program
                and c.source in ('trade_show', 'webinar')
                and c.ends >= p.work_date
        ) as campaign
    from placed as p
)
select
    't_' || hex_id(key, 12) as entry_id,
    if(r = 5, null, work_date) as work_date,
    hex_id('team:' || person_n, 16) as person_key,
    team,
    program,
    campaign,
    hours_worked as hours,
    r in (3, 4) as is_deleted,
    getvariable('last_sync') as _fivetran_synced
from with_campaign
union all by name
select
    't_' || hex_id(key, 12) as entry_id,
    work_date,
    hex_id('team:' || person_n, 16) as person_key,
    team,
    program,
    campaign,
    hours_worked as hours,
    false as is_deleted,
    getvariable('last_sync') as _fivetran_synced
from with_campaign
where r in (1, 2);

-- Quotes: one when a deal reaches the proposal, for some a second after they have talked.
-- Dirt: exact duplicates, an older version, deleted quotes, one without a date.
create table quote_record as
with first_quotes as (
    select
        d.*,
        v.valid_from + days(0.2 + 5.5 * pow(u('quoted:' || d.key), 2)) as quoted_at,
        v.amount as quoted
    from deal as d
    inner join deal_version as v on d.did = v.did and v.stage_n = 3
),
quotes as (
    select *, 1 as nth from first_quotes
    union all
    select * replace (
        quoted_at + (closes_at - quoted_at) * (0.3 + 0.4 * u('revised:' || key)) as quoted_at,
        amount as quoted
    ), 2 as nth
    from first_quotes
    where u('revises:' || key) < 0.38
)
select
    *,
    row_number() over (order by u(concat('dirt:quote', key, nth)), did, nth) as r,
    count(*) over (partition by did) as quotes
from quotes
where quoted_at < least(closes_at, getvariable('data_end'));

create view salesforce.quote as
with clean as (
    select
        salesforce_id('0Q0', 4000 + 2 * did + nth) as id,
        opportunity_id,
        salesforce_id('001', 3000 + cid) as account_id,
        concat('Q-', lpad((2 * did + nth)::varchar, 5, '0')) as quote_number,
        case
            when nth < quotes then 'Presented'
            when is_won then 'Accepted'
            when is_closed then choose('declines:' || key, ['Denied', 'Denied', 'Presented'])
            -- Of those that nobody has sent, some have been before our own approvers.
            when u('drafts:' || key) < 0.25
                then choose('approves:' || key, ['Draft', 'Rejected', 'Approved', 'In Review'])
            else 'Presented'
        end as status,
        currency as currency_iso_code,
        round(quoted / 0.95, 2) as subtotal,
        5::decimal(18, 2) as discount,
        quoted as total_price,
        quoted + if(currency = 'EUR', round(quoted * 0.19, 2), 0) as grand_total,
        nth = quotes as is_syncing,
        among(r, 3, 4) as is_deleted,
        (quoted_at + interval 30 day)::date as expiration_date,
        if(among(r, 5, 5), null, quoted_at) as created_date,
        least(quoted_at + interval 1 day, getvariable('data_end')) as last_modified_date,
        getvariable('last_sync') as _fivetran_synced,
        r
    from quote_record
)
select * exclude (r) from clean
union all
select * exclude (r) from clean where among(r, 1, 2)
union all
select * exclude (r) replace (
    'Draft' as status, created_date as last_modified_date,
    created_date + interval 6 hour as _fivetran_synced
)
from clean where among(r, 6, 8);
