-- The demo's part of the config seeds.

create schema config;

-- Dollars for one unit on business days: a slow swing, a slight trend and a random walk. No CHF.
create table config.fx_rates as
with business_days as (
    select date '2024-06-24' + i::integer as rate_date
    from range(getvariable('last_day') - date '2024-06-24' + 1) as r(i)
    where isodow(date '2024-06-24' + i::integer) <= 5
),
currencies as (
    select * from (values ('EUR', 1.085, 0.9), ('GBP', 1.275, 2.1), ('JPY', 0.00672, 4.0))
        as t(currency, base, phase)
),
steps as (
    select
        *,
        (1000000 * 0.0016 * bell(concat('fx:', currency, rate_date)))::bigint as step
    from business_days
    cross join currencies
)
select
    rate_date,
    currency,
    round(base * (1 + 0.025 * sin((rate_date - date '2024-06-24') / 115.0 + phase)
        + sum(step) over (partition by currency order by rate_date) / 1000000), 6)::decimal(18, 6)
        as usd_rate
from steps
order by rate_date, currency;

-- Ad campaigns, CRM campaigns and UTM texts of one push share a slug. A name that was used once
-- stays mapped. A slug has a region only if all its campaigns have the same one.
create table config.campaign_mapping as
with entries as (
    select platform as source_type, id as source_value, slug, program, region
    from ad_campaign
    where is_mapped
    union all
    select 'salesforce', id, slug, program, coalesce(region, '')
    from crm_campaign
    where slug is not null
    union
    select 'utm', if(c.utm_is_id, c.id, n.utm_campaign), c.slug, c.program, c.region
    from ad_campaign as c
    inner join ad_campaign_name as n on c.id = n.id
    where c.is_mapped
    union all
    select 'utm', * from (values
        ('nurture_planners', 'always-on-nurture-planners', 'Email Nurture', ''),
        ('nurture_executives', 'always-on-nurture-executives', 'Email Nurture', ''),
        ('newsletter', 'always-on-newsletter', 'Email Nurture', '')
    )
)
select
    e.source_type,
    e.source_value,
    e.slug as campaign,
    e.program,
    nullif(r.region, '') as region
from entries as e
inner join (
    select slug, if(count(distinct region) = 1, max(region), '') as region
    from entries
    group by slug
) as r on e.slug = r.slug
order by e.source_type, e.source_value;
