-- What one writes without care, on `staged`, where every row of every table is ranked by row_number(): views on views.
-- The same meanings as in by_hand/funnel.sql, so that the funnel comes out the same to the last row.
attach ':memory:' as naive;

create view naive.events as
select
    _fivetran_id as event_id, timestamp as happened, user_pseudo_id as visitor, name as event_name,
    user_pseudo_id || '|' || coalesce(param_ga_session_id, cast(cast(timestamp as date) as varchar)) as visit,
    collected_traffic_source_manual_source as source, collected_traffic_source_manual_medium as medium,
    collected_traffic_source_gclid as gclid, outside_host(param_page_referrer) as host
from staged.ga4.event
where user_pseudo_id is not null;

-- The first event of a visit, and the first that tells where it came from.
create view naive.visits as
with ranked as (
    select *, row_number() over (partition by visit order by happened) as place,
        row_number() over (
            partition by visit order by case when coalesce(source, medium, gclid, host) is null then 1 else 0 end, happened
        ) as traffic_place
    from naive.events
)
select starts.visit, starts.visitor, starts.happened,
    coalesce(channel_of(traffic.source, traffic.medium, traffic.gclid, traffic.host, null), 'Direct') as channel
from ranked as starts
inner join ranked as traffic on starts.visit = traffic.visit
where starts.place = 1 and traffic.traffic_place = 1;

create view naive.leads as
select
    id as lead_id, coalesce(lower(email), id) as person, status, lead_source, utm_source_c, utm_medium_c, gclid_c,
    ga_client_id_c as visitor, is_converted, converted_date, converted_account_id as account, created_date as happened,
    last_modified_date as changed
from staged.salesforce.lead
where id is not null and created_date is not null and not is_test(email)
    and not (coalesce(is_deleted, false) and master_record_id is null);

-- The last visit before the form, by a self join of the cookie's visits.
create view naive.lead_channels as
select leads.lead_id, leads.person, leads.account, leads.happened,
    coalesce(
        any_value(visits.channel),
        channel_of(
            any_value(leads.utm_source_c), any_value(leads.utm_medium_c), any_value(leads.gclid_c), null,
            any_value(leads.lead_source)
        ),
        'Unassigned'
    ) as channel
from naive.leads as leads
left join naive.visits as visits on leads.visitor = visits.visitor and visits.happened <= leads.happened
left join naive.visits as later
    on visits.visitor = later.visitor and later.happened <= leads.happened and later.happened > visits.happened
where later.visit is null
group by leads.lead_id, leads.person, leads.account, leads.happened;

create view naive.statuses as
select id as lead_id, status, _fivetran_start as happened
from staged.salesforce.lead_history where not coalesce(is_deleted, false)
union all
select lead_id, status, changed from naive.leads
union all
select lead_id, 'Qualified', greatest(cast(converted_date as timestamp), happened) from naive.leads where is_converted;

create view naive.people as
select leads.person, min(leads.happened) as lead_at,
    (
        select channels.channel from naive.lead_channels as channels
        where channels.person = leads.person order by channels.happened limit 1
    ) as channel,
    min(mqls.happened) as mql_at, min(sqls.happened) as sql_at
from naive.leads as leads
left join naive.statuses as mqls on leads.lead_id = mqls.lead_id and mqls.status = 'Marketing Qualified'
left join naive.statuses as sqls on leads.lead_id = sqls.lead_id and sqls.status in ('Sales Accepted', 'Qualified')
group by leads.person;

create view naive.reached as
select person, channel, least(lead_at, mql_at, sql_at) as lead_at, least(mql_at, sql_at) as mql_at, sql_at
from naive.people;

create view naive.account_channels as
select account, channel
from naive.lead_channels
where account is not null
qualify row_number() over (partition by account order by happened) = 1;

create view naive.accounts as
select distinct id as account, coalesce(master_record_id, id) as survivor from staged.salesforce.account;

create view naive.won_deals as
select deals.id as deal_id, coalesce(accounts.survivor, deals.account_id, deals.id) as account, deals.close_date as day,
    coalesce(channels.channel, 'Unassigned') as channel
from staged.salesforce.opportunity as deals
left join naive.accounts as accounts on deals.account_id = accounts.account
left join naive.account_channels as channels on coalesce(accounts.survivor, deals.account_id, deals.id) = channels.account
where deals.is_won and not coalesce(deals.is_deleted, false);

create view naive.customers as
select deals.account, deals.day, deals.channel
from naive.won_deals as deals
left join naive.won_deals as earlier on deals.account = earlier.account
    and (earlier.day < deals.day or (earlier.day = deals.day and earlier.deal_id < deals.deal_id))
where earlier.deal_id is null;

create view naive.bills as
select
    invoices.id as invoice_id,
    coalesce(accounts.survivor, customers.account, invoices.customer_id) as account,
    cast(invoices.created as date) as day,
    invoices.billing_reason = 'subscription_cycle' as is_renewal,
    amount_of(invoices.total, invoices.tax, invoices.currency, (
        select usd_rate from landed.config.fx_rates as rates
        where rates.currency = upper(invoices.currency) and rates.rate_date <= cast(invoices.created as date)
        order by rates.rate_date desc limit 1
    )) as revenue,
    coalesce(channels.channel, 'Unassigned') as channel
from staged.stripe.invoice as invoices
left join (
    select id as customer_id, email, json_extract_string(metadata, '$.salesforce_account_id') as account
    from staged.stripe.customer
) as customers using (customer_id)
left join naive.accounts as accounts on customers.account = accounts.account
left join naive.account_channels as channels
    on coalesce(accounts.survivor, customers.account, invoices.customer_id) = channels.account
where invoices.status in ('paid', 'open') and not coalesce(invoices.is_deleted, false) and not is_test(customers.email)
    and invoices.customer_id is not null and invoices.created is not null and invoices.total is not null;

create view naive.purchases as
select distinct account, day, channel from naive.bills where revenue > 0 and not coalesce(is_renewal, false);

-- A second purchase has exactly one before it.
create view naive.repeat_buyers as
select purchases.account, purchases.day, purchases.channel
from naive.purchases as purchases
inner join naive.purchases as earlier on purchases.account = earlier.account and earlier.day < purchases.day
group by all
having count(*) = 1;

create view naive.google_days as
select coalesce(of_ads.day, campaigns.day) as day, coalesce(of_ads.campaign_id, campaigns.campaign_id) as campaign_id,
    greatest(of_ads.impressions, campaigns.impressions) as impressions,
    greatest(of_ads.clicks, campaigns.clicks) as clicks
from (
    select date as day, campaign_id, sum(impressions) as impressions, sum(clicks) as clicks
    from staged.google_ads.ad_stats group by all
) as of_ads
full join (
    select date as day, id as campaign_id, sum(impressions) as impressions, sum(clicks) as clicks
    from staged.google_ads.campaign_stats group by all
) as campaigns on of_ads.day = campaigns.day and of_ads.campaign_id = campaigns.campaign_id;

create view naive.ads as
select days.day, ad_channel('google_ads', kinds.kind) as channel, days.impressions, days.clicks
from naive.google_days as days
left join (
    select id as campaign_id, max(advertising_channel_type) as kind from staged.google_ads.campaign_history group by id
) as kinds using (campaign_id)
union all
select day, ad_channel('linkedin_ads', null), impressions, clicks from staged.linkedin_ads.ad_analytics_by_creative
union all
select date, ad_channel('facebook_ads', null), impressions, inline_link_clicks from staged.facebook_ads.basic_ad;

-- Every visit before a person's first lead.
create view naive.touches as
select distinct people.person, people.lead_at, visits.visit, visits.happened, visits.channel
from naive.people as people
inner join naive.leads as leads using (person)
inner join naive.visits as visits on leads.visitor = visits.visitor
where visits.happened <= people.lead_at and visits.happened >= people.lead_at - interval 90 day;
