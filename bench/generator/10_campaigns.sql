-- The fixed catalogue: sources and their quality, ad campaigns, CRM campaigns. It does not grow
-- with scale, so the mapping of campaigns serves a landing of any size.

-- What becomes of the visitors and leads a source brings.
create table source_rate as
select * from (values
    -- source, visit to lead, lead to MQL, MQL to SQL, SQL to won, lead source in the CRM
    ('paid_search', 0.165, 0.45, 0.55, 0.34, 'Google AdWords'),
    ('paid_brand', 0.280, 0.56, 0.62, 0.42, 'Google AdWords'),
    ('display', 0.060, 0.20, 0.40, 0.20, 'Google AdWords'),
    ('performance_max', 0.100, 0.26, 0.42, 0.24, 'Google AdWords'),
    ('linkedin', 0.175, 0.46, 0.55, 0.32, 'LinkedIn'),
    ('facebook', 0.090, 0.18, 0.38, 0.18, 'Facebook'),
    ('organic_search', 0.220, 0.54, 0.60, 0.38, 'Website'),
    ('direct', 0.240, 0.52, 0.60, 0.38, 'Website'),
    ('referral', 0.260, 0.55, 0.62, 0.40, 'Web'),
    ('organic_social', 0.140, 0.36, 0.50, 0.28, 'Web'),
    ('trade_show', null, 0.38, 0.52, 0.30, 'Trade Show'),
    ('webinar', null, 0.46, 0.54, 0.32, 'Webinar'),
    ('partner', null, 0.62, 0.68, 0.48, 'Partner Referral'),
    ('customer_referral', null, 0.66, 0.70, 0.52, 'Customer Referral'),
    ('purchased_list', null, 0.12, 0.34, 0.14, 'Purchased List'),
    ('cold_call', null, 0.28, 0.48, 0.24, 'Cold Call'),
    ('syndication', null, 0.20, 0.40, 0.20, 'Content Syndication'),
    ('lead_gen_form', null, 0.26, 0.44, 0.22, 'LinkedIn')
) as t(source, visit_to_lead, lead_to_mql, mql_to_sql, sql_to_won, lead_source);

-- rows_a_day: how many stats rows a day carries in the demo, over its ads, keywords and devices.
-- The slug is the campaign's stable name; a null one is left unmapped on purpose.
create table ad_campaign as
select
    row_number() over (order by t.id) as n,
    t.*,
    slug is not null as is_mapped
from (values
    ('google_ads', '4120987651', '20411000101', 'SEARCH', 'paid_brand',
        'EMEA | Search | Brand', date '2024-07-01', date '2026-06-30',
        0.17, 3.48, 0.085, 0.51, 'EMEA', '/',
        'always-on-brand-search', 'Paid Search', false),
    ('google_ads', '4120987651', '20411000102', 'SEARCH', 'paid_search',
        'EMEA | Search | Demand forecasting', date '2024-07-01', date '2026-06-30',
        0.23, 20.65, 0.034, 0.77, 'EMEA', '/product',
        'always-on-search-forecasting-emea', 'Paid Search', false),
    ('google_ads', '4120987651', '20411000103', 'SEARCH', 'paid_search',
        'DACH | Search | Inventory planning', date '2025-01-13', date '2026-06-30',
        0.15, 16.45, 0.031, 0.62, 'EMEA', '/demo',
        'fy25-q3-search-inventory-dach', 'Paid Search', true),
    ('google_ads', '4120987651', '20411000104', 'DISPLAY', 'display',
        'EMEA | Display | Remarketing', date '2024-09-02', date '2026-06-30',
        0.10, 1.92, 0.0065, 0.51, 'EMEA', '/pricing',
        'always-on-remarketing', 'Paid Search', false),
    ('google_ads', '4120987651', '20411000105', 'PERFORMANCE_MAX', 'performance_max',
        'EMEA | PMax | Forecasting', date '2025-04-01', date '2026-06-30',
        0.14, 4.44, 0.011, 0.51, 'EMEA', '/product',
        'fy25-q4-pmax-forecasting', 'Paid Search', false),
    ('google_ads', '7735520148', '20477000201', 'SEARCH', 'paid_brand',
        'NA | Search | Brand', date '2024-07-01', date '2026-06-30',
        0.12, 4.08, 0.08, 0.51, 'North America', '/',
        'always-on-brand-search', 'Paid Search', false),
    ('google_ads', '7735520148', '20477000202', 'SEARCH', 'paid_search',
        'NA | Search | Demand planning software', date '2024-07-01', date '2026-06-30',
        0.22, 25.55, 0.029, 0.72, 'North America', '/product',
        'always-on-search-planning-na', 'Paid Search', false),
    ('google_ads', '7735520148', '20477000203', 'SEARCH', 'paid_search',
        'NA | Search | Spreadsheet alternative', date '2025-02-03', date '2025-12-19',
        0.13, 17.85, 0.026, 0.56, 'North America', '/guides/spreadsheets',
        null, 'Paid Search', false),
    ('google_ads', '7735520148', '20477000204', 'DISPLAY', 'display',
        'NA | Display | Guide download', date '2025-07-07', date '2026-03-31',
        0.11, 2.28, 0.0058, 0.51, 'North America', '/guides/state-of-planning',
        null, 'Paid Search', false),
    ('google_ads', '7735520148', '20477000205', 'SEARCH', 'paid_search',
        'APAC | Search | Forecasting', date '2025-09-01', date '2026-06-30',
        0.13, 13.65, 0.033, 0.56, 'APAC', '/demo',
        'fy26-q1-search-forecasting-apac', 'Paid Search', false),
    ('linkedin_ads', '508812377', '311400101', 'SPONSORED_UPDATES', 'linkedin',
        'NA_Webinar_Forecasting_FY25Q2', date '2024-10-01', date '2024-12-20',
        0.36, 21.70, 0.0068, 0.82, 'North America', '/webinars/forecasting-basics',
        'fy25-q2-webinar-forecasting', 'Webinars', false),
    ('linkedin_ads', '508812377', '311400102', 'SPONSORED_UPDATES', 'linkedin',
        'NA_Guide_State_of_Planning', date '2025-02-03', date '2025-06-27',
        0.29, 19.43, 0.0061, 0.72, 'North America', '/guides/state-of-planning',
        'fy25-q3-guide-state-of-planning', 'Content', false),
    ('linkedin_ads', '508812377', '311400103', 'SPONSORED_UPDATES', 'linkedin',
        'NA_Webinar_Forecasting_FY26Q1', date '2025-07-14', date '2025-09-26',
        0.39, 23.10, 0.0066, 0.82, 'North America', '/webinars/forecasting-ai',
        'fy26-q1-webinar-forecasting', 'Webinars', false),
    ('linkedin_ads', '508812377', '311400104', 'SPONSORED_UPDATES', 'linkedin',
        'NA_Demo_Retail', date '2025-10-06', date '2026-06-26',
        0.26, 25.90, 0.0055, 0.66, 'North America', '/demo',
        'fy26-q2-demo-retail', 'Paid Social', true),
    ('linkedin_ads', '509940126', '311400201', 'SPONSORED_UPDATES', 'linkedin',
        'UKI_Webinar_SOP_FY25Q3', date '2025-01-13', date '2025-03-28',
        0.32, 17.32, 0.0064, 0.77, 'EMEA', '/webinars/sop-in-practice',
        'fy25-q3-webinar-sop', 'Webinars', false),
    ('linkedin_ads', '509940126', '311400202', 'SPONSORED_UPDATES', 'linkedin',
        'EMEA_Guide_State_of_Planning', date '2025-04-07', date '2025-08-29',
        0.28, 15.40, 0.006, 0.72, 'EMEA', '/guides/state-of-planning',
        'fy25-q3-guide-state-of-planning', 'Content', false),
    ('linkedin_ads', '509940126', '311400203', 'SPONSORED_UPDATES', 'linkedin',
        'EMEA_Demo_Manufacturing', date '2025-09-08', date '2026-06-26',
        0.28, 18.03, 0.0056, 0.66, 'EMEA', '/demo',
        'fy26-q1-demo-manufacturing', 'Paid Social', false),
    ('linkedin_ads', '509940126', '311400204', 'SPONSORED_UPDATES', 'lead_gen_form',
        'EMEA_LeadGen_Checklist', date '2026-01-12', date '2026-06-26',
        0.22, 16.10, 0.0052, 0.66, 'EMEA', '/guides/checklist',
        null, 'Paid Social', false),
    ('facebook_ads', '1029384756102', '120210000000101', 'CONVERSIONS', 'facebook',
        'UK Retargeting 2024', date '2024-09-02', date '2025-03-28',
        0.20, 2.76, 0.0095, 0.62, 'EMEA', '/pricing',
        'fy25-q1-retargeting-uk', 'Paid Social', false),
    ('facebook_ads', '1029384756102', '120210000000102', 'CONVERSIONS', 'facebook',
        'EMEA Lookalike Guide', date '2025-03-03', date '2025-09-26',
        0.22, 3.12, 0.0088, 0.62, 'EMEA', '/guides/state-of-planning',
        'fy25-q3-guide-state-of-planning', 'Content', false),
    ('facebook_ads', '1029384756102', '120210000000103', 'CONVERSIONS', 'facebook',
        'UK Retargeting 2025', date '2025-10-06', date '2026-06-26',
        0.20, 3.00, 0.009, 0.62, 'EMEA', '/pricing',
        'fy26-q2-retargeting-uk', 'Paid Social', false),
    ('facebook_ads', '1029384756102', '120210000000104', 'VIDEO_VIEWS', 'facebook',
        'EMEA Video awareness', date '2026-01-12', date '2026-05-29',
        0.17, 1.68, 0.005, 0.56, 'EMEA', '/',
        null, 'Paid Social', false)
) as t(platform, account_id, id, kind, source, name, starts, ends, clicks_a_day, cpc, ctr,
    rows_a_day, region, path, slug, program, utm_is_id);

-- Names over time; the last is the current one. The catalogue's name is the first.
create table ad_campaign_name as
with renamed as (
    select * from (values
        ('20411000102', date '2025-01-20', 'EMEA | Search | Forecasting (generic)'),
        ('20411000102', date '2025-11-03', 'EMEA_SEA_forecasting_generic'),
        ('20477000202', date '2025-07-01', 'NA | Search | Planning software FY26'),
        ('311400202', date '2025-06-02', 'EMEA_Guide_Planning_Report'),
        ('311400104', date '2026-01-05', 'NA_Demo_Retail_CPG'),
        ('120210000000103', date '2026-01-12', 'UK Retargeting FY26')
    ) as t(id, named_on, name)
),
versions as (
    select id, starts as named_on, name from ad_campaign
    union all
    select id, named_on, name from renamed
)
select
    *,
    lead(named_on, 1, date '9999-12-31') over (partition by id order by named_on) as named_until,
    trim(regexp_replace(lower(name), '[^a-z0-9]+', '_', 'g'), '_') as utm_campaign
from versions;

-- CRM campaigns: the six programs, then one push a row. `source` says which leads it brings.
create table crm_campaign as
select
    row_number() over () as n,
    salesforce_id('701', 100 + row_number() over ()) as id,
    t.*
from (values
    (null, 'Webinars', null, null, null, date '2024-07-01', date '2026-06-30', 0),
    (null, 'Events', null, null, null, date '2024-07-01', date '2026-06-30', 0),
    (null, 'Paid Search', null, null, null, date '2024-07-01', date '2026-06-30', 0),
    (null, 'Paid Social', null, null, null, date '2024-07-01', date '2026-06-30', 0),
    (null, 'Content', null, null, null, date '2024-07-01', date '2026-06-30', 0),
    (null, 'Email Nurture', null, null, null, date '2024-07-01', date '2026-06-30', 0),
    ('Webinars', 'Webinar: Planning kick-off', 'webinar', 'fy25-q1-webinar-kick-off', '',
        date '2024-07-11', date '2024-07-11', 900),
    ('Webinars', 'Webinar: Forecasting basics', 'webinar', 'fy25-q2-webinar-forecasting', '',
        date '2024-11-14', date '2024-11-14', 1400),
    ('Webinars', 'Webinar: S&OP in practice', 'webinar', 'fy25-q3-webinar-sop', '',
        date '2025-03-13', date '2025-03-13', 1300),
    ('Webinars', 'Webinar: Inventory clinic', 'webinar', 'fy25-q4-webinar-inventory', '',
        date '2025-06-05', date '2025-06-05', 1200),
    ('Webinars', 'Webinar: Forecasting with AI', 'webinar', 'fy26-q1-webinar-forecasting', '',
        date '2025-09-18', date '2025-09-18', 1700),
    ('Webinars', 'Webinar: Promotions', 'webinar', 'fy26-q2-webinar-promotions', '',
        date '2025-11-20', date '2025-11-20', 1500),
    ('Webinars', 'Webinar: Retail planning', 'webinar', 'fy26-q3-webinar-retail', '',
        date '2026-02-26', date '2026-02-26', 1600),
    ('Webinars', 'Webinar: Ask the planners', 'webinar', null, null,
        date '2026-05-21', date '2026-05-21', 1500),
    ('Events', 'Supply Chain Days Hannover 2024', 'trade_show', 'fy25-q1-event-hannover', 'EMEA',
        date '2024-09-24', date '2024-09-26', 9800),
    ('Events', 'Planning Summit Chicago 2024', 'trade_show', 'fy25-q2-event-chicago',
        'North America', date '2024-11-12', date '2024-11-14', 11200),
    ('Events', 'Logistics Expo London 2025', 'trade_show', 'fy25-q3-event-london', 'EMEA',
        date '2025-03-25', date '2025-03-27', 8700),
    ('Events', 'APAC Operations Forum 2025', 'trade_show', 'fy25-q4-event-singapore', 'APAC',
        date '2025-05-20', date '2025-05-21', 6400),
    ('Events', 'Supply Chain Days Hannover 2025', 'trade_show', 'fy26-q1-event-hannover', 'EMEA',
        date '2025-09-23', date '2025-09-25', 10400),
    ('Events', 'Planning Summit Chicago 2025', 'trade_show', 'fy26-q2-event-chicago',
        'North America', date '2025-11-11', date '2025-11-13', 11900),
    ('Events', 'Logistics Expo London 2026', 'trade_show', 'fy26-q3-event-london', 'EMEA',
        date '2026-03-24', date '2026-03-26', 9100),
    ('Events', 'Regional roundtables 2026', 'trade_show', null, null,
        date '2026-05-05', date '2026-05-07', 3200),
    ('Paid Search', 'Google brand', 'paid_brand', 'always-on-brand-search', '',
        date '2024-07-01', date '2026-06-30', 0),
    ('Paid Search', 'Google generic EMEA', 'paid_search', 'always-on-search-forecasting-emea',
        'EMEA', date '2024-07-01', date '2026-06-30', 0),
    ('Paid Search', 'Google generic NA', 'paid_search', 'always-on-search-planning-na',
        'North America', date '2024-07-01', date '2026-06-30', 0),
    ('Paid Search', 'Google generic APAC', 'paid_search', 'fy26-q1-search-forecasting-apac',
        'APAC', date '2025-09-01', date '2026-06-30', 0),
    ('Paid Search', 'Google display and PMax', 'display', 'always-on-remarketing', 'EMEA',
        date '2024-07-01', date '2026-06-30', 0),
    ('Paid Social', 'LinkedIn demo push', 'linkedin', 'fy26-q1-demo-manufacturing', 'EMEA',
        date '2024-07-01', date '2026-06-30', 0),
    ('Paid Social', 'LinkedIn lead gen forms', 'lead_gen_form', null, null,
        date '2026-01-12', date '2026-06-26', 0),
    ('Paid Social', 'Facebook retargeting UK', 'facebook', 'fy25-q1-retargeting-uk', 'EMEA',
        date '2024-07-01', date '2026-06-30', 0),
    ('Content', 'State of Planning guide', 'guide', 'fy25-q3-guide-state-of-planning', '',
        date '2025-02-03', date '2026-06-30', 2600),
    ('Content', 'Syndication wave 1', 'syndication', 'fy25-q2-syndication', '',
        date '2024-07-01', date '2025-04-30', 5200),
    ('Content', 'Syndication wave 2', 'syndication', 'fy26-q1-syndication', '',
        date '2025-05-01', date '2026-06-30', 6100),
    ('Content', 'List: manufacturers EMEA', 'purchased_list', null, null,
        date '2024-07-01', date '2025-08-31', 3800),
    ('Content', 'List: retailers NA', 'purchased_list', null, null,
        date '2025-09-01', date '2026-06-30', 4100),
    ('Email Nurture', 'Nurture: planners', 'email', 'always-on-nurture-planners', '',
        date '2024-07-01', date '2026-06-30', 400),
    ('Email Nurture', 'Nurture: executives', 'email', 'always-on-nurture-executives', '',
        date '2024-10-01', date '2026-06-30', 300),
    ('Email Nurture', 'Newsletter', 'email', 'always-on-newsletter', '',
        date '2024-07-01', date '2026-06-30', 500)
) as t(program, name, source, slug, region, starts, ends, cost);

-- Which CRM campaign a lead of a source came by in a month: the newest that had begun by its end,
-- of the lead's region where the campaign has one.
create table crm_campaign_of_month as
select
    source,
    month_start,
    lead_region,
    max_by(id, starts) as id,
    max(starts) as starts,
    max_by(ends, starts) as ends
from crm_campaign
cross join (select distinct date_trunc('month', day)::date as month_start from calendar)
cross join (select unnest(['EMEA', 'North America', 'APAC']) as lead_region)
where source <> 'email'
    and starts <= last_day(month_start)
    and coalesce(nullif(region, ''), lead_region) = lead_region
group by all;
