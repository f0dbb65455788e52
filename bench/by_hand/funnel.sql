-- The funnel by month and channel, straight from the landing, as well as one can write it by hand: every table is read
-- for the columns it needs, only the rows of repeated ids are ranked (`once`), a person is an e-mail address.
with

events as (
    select
        timestamp as happened, user_pseudo_id as visitor,
        coalesce(param_ga_session_id, cast(cast(timestamp as date) as varchar)) as visit,
        collected_traffic_source_manual_source as source, collected_traffic_source_manual_medium as medium,
        collected_traffic_source_gclid as gclid, outside_host(param_page_referrer) as host
    from once.ga4.event
    where user_pseudo_id is not null
),

visits as (
    select
        visitor,
        min(happened) as happened,
        coalesce(
            arg_min(channel_of(source, medium, gclid, host, null), happened)
                filter (where coalesce(source, medium, gclid, host) is not null),
            'Direct'
        ) as channel
    from events
    group by visitor, visit
),

leads as (
    select
        id, coalesce(lower(email), id) as person, status, lead_source, utm_source_c, utm_medium_c, gclid_c,
        ga_client_id_c as visitor, is_converted, converted_date, converted_account_id as account, created_date as happened,
        last_modified_date as changed
    from once.salesforce.lead
    where id is not null and created_date is not null and not is_test(email)
        and not (coalesce(is_deleted, false) and master_record_id is null)
),

-- The visit before the form, of the same cookie.
lead_channels as (
    select
        leads.*,
        coalesce(
            visits.channel,
            channel_of(utm_source_c, utm_medium_c, gclid_c, null, lead_source),
            'Unassigned'
        ) as channel
    from leads
    asof left join visits on leads.visitor = visits.visitor and leads.happened >= visits.happened
),

statuses as (
    select id, status, _fivetran_start as happened from once.salesforce.lead_history where not coalesce(is_deleted, false)
    union all
    select id, status, changed as happened from leads
    union all
    select id, 'Qualified' as status, greatest(cast(converted_date as timestamp), happened) as happened from leads where is_converted
),

stages as (
    select
        leads.person,
        min(statuses.happened) filter (where statuses.status = 'Marketing Qualified') as mql_at,
        min(statuses.happened) filter (where statuses.status in ('Sales Accepted', 'Qualified')) as sql_at
    from leads inner join statuses using (id)
    group by leads.person
),

people as (
    select person, min(happened) as lead_at, arg_min(channel, happened) as channel
    from lead_channels
    group by person
),

reached as (
    select channel, least(lead_at, mql_at, sql_at) as lead_at, least(mql_at, sql_at) as mql_at, sql_at
    from people left join stages using (person)
),

account_channels as (
    select account, arg_min(channel, happened) as channel from lead_channels where account is not null group by account
),

accounts as (
    select id as account, coalesce(master_record_id, id) as survivor from landed.salesforce.account
    group by all
),

won as (
    select deals.id, coalesce(accounts.survivor, deals.account_id, deals.id) as account, deals.close_date as day
    from once.salesforce.opportunity as deals
    left join accounts on deals.account_id = accounts.account
    where deals.is_won and not coalesce(deals.is_deleted, false)
),

customers as (
    select account, min(day) as day from won group by account
),

billing_customers as (
    select id as customer_id, email, json_extract_string(metadata, '$.salesforce_account_id') as account
    from once.stripe.customer
),

bills as (
    select
        coalesce(accounts.survivor, billing_customers.account, invoices.customer_id) as account,
        cast(invoices.created as date) as day,
        billing_reason = 'subscription_cycle' as is_renewal,
        amount_of(total, tax, invoices.currency, fx_rates.usd_rate) as revenue
    from once.stripe.invoice as invoices
    left join billing_customers using (customer_id)
    left join accounts on billing_customers.account = accounts.account
    asof left join landed.config.fx_rates
        on upper(invoices.currency) = fx_rates.currency and cast(invoices.created as date) >= fx_rates.rate_date
    where invoices.status in ('paid', 'open') and not coalesce(invoices.is_deleted, false) and not is_test(email)
        and invoices.customer_id is not null and invoices.created is not null and invoices.total is not null
),

second_purchases as (
    select account, day
    from bills
    where revenue > 0 and not coalesce(is_renewal, false)
    group by account, day
    qualify row_number() over (partition by account order by day) = 2
),

kinds as (
    select id as campaign_id, max(advertising_channel_type) as kind from landed.google_ads.campaign_history group by id
),

-- A campaign can report more than its ads do, and its ads more than it.
google as (
    select day, campaign_id, greatest(max(of_ads), max(of_campaign)) as impressions,
        greatest(max(clicks_of_ads), max(clicks_of_campaign)) as clicks
    from (
        select date as day, campaign_id, sum(impressions) as of_ads, sum(clicks) as clicks_of_ads, null as of_campaign,
            null as clicks_of_campaign
        from once.google_ads.ad_stats group by all
        union all
        select date, id, null, null, sum(impressions), sum(clicks) from once.google_ads.campaign_stats group by all
    )
    group by all
),

ads as (
    select day, ad_channel('google_ads', kind) as channel, impressions, clicks
    from google left join kinds using (campaign_id)
    union all
    select day, ad_channel('linkedin_ads', null), impressions, clicks from once.linkedin_ads.ad_analytics_by_creative
    union all
    select date, ad_channel('facebook_ads', null), impressions, inline_link_clicks from once.facebook_ads.basic_ad
),

parts as (
    select 'impressions' as measure, day, channel, impressions as value from ads
    union all
    select 'clicks', day, channel, clicks from ads
    union all
    select 'sessions', happened, channel, 1 from visits
    union all
    select 'leads', lead_at, channel, 1 from reached
    union all
    select 'mqls', mql_at, channel, 1 from reached where mql_at is not null
    union all
    select 'sqls', sql_at, channel, 1 from reached where sql_at is not null
    union all
    select 'won_deals', day, channel, 1 from won left join account_channels using (account)
    union all
    select 'customers', day, channel, 1 from customers left join account_channels using (account)
    union all
    select 'repeat_buyers', day, channel, 1 from second_purchases left join account_channels using (account)
    union all
    select 'revenue', day, channel, revenue from bills left join account_channels using (account)
)

select
    cast(date_trunc('month', day) as date) as month,
    coalesce(channel, 'Unassigned') as channel,
    coalesce(sum(value) filter (where measure = 'impressions'), 0) as impressions,
    coalesce(sum(value) filter (where measure = 'clicks'), 0) as clicks,
    coalesce(sum(value) filter (where measure = 'sessions'), 0) as sessions,
    coalesce(sum(value) filter (where measure = 'leads'), 0) as leads,
    coalesce(sum(value) filter (where measure = 'mqls'), 0) as mqls,
    coalesce(sum(value) filter (where measure = 'sqls'), 0) as sqls,
    coalesce(sum(value) filter (where measure = 'won_deals'), 0) as won_deals,
    coalesce(sum(value) filter (where measure = 'customers'), 0) as customers,
    coalesce(sum(value) filter (where measure = 'repeat_buyers'), 0) as repeat_buyers,
    coalesce(sum(value) filter (where measure = 'revenue'), 0) as revenue
from parts
group by all
