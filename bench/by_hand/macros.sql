-- What the funnel by hand and the naive models share: the words of this landing, as one who knows it would write them.

create macro channel_of(source, medium, gclid, host, lead_source) as case
    when lower(medium) = 'display' then 'Display'
    when lower(medium) in ('paid_social', 'paidsocial') then 'Paid Social'
    when lower(medium) = 'email' then 'Email'
    when gclid is not null or lower(medium) = 'cpc' then 'Paid Search'
    when host in ('google.com', 'bing.com', 'duckduckgo.com') then 'Organic Search'
    when host in ('linkedin.com', 'l.facebook.com') then 'Organic Social'
    when host = 'youtube.com' then 'Organic Video'
    when host = 'chatgpt.com' then 'AI Assistant'
    when host is not null then 'Referral'
    when lead_source = 'Trade Show' then 'Event'
    when lead_source = 'Webinar' then 'Webinar'
    when lead_source in ('Cold Call', 'Purchased List') then 'Outbound Sales'
    when lead_source = 'Partner Referral' then 'Partner'
    when lead_source in ('Customer Referral', 'Content Syndication') then lead_source
    when lead_source = 'Google AdWords' then 'Paid Search'
    when lead_source in ('LinkedIn', 'Facebook') then 'Paid Social'
    when lead_source is not null then 'Direct'
end;

-- The site that referred a visit; null for the company's own.
create macro outside_host(url) as case
    when url not like '%harrowfen.example%'
        then nullif(regexp_extract(lower(url), '://(?:www[.])?([^/:?#]+)', 1), '')
end;

create macro is_test(email) as coalesce(
    lower(email) like '%@example.com' or lower(email) like '%@example.org' or lower(email) like '%@example.net'
    or lower(email) like 'test@%' or lower(email) like '%+test@%', false
);

create macro amount_of(total, tax, currency, rate) as
    (total - coalesce(tax, 0)) * case when upper(currency) = 'JPY' then 1 else 0.01e0 end
    * case when upper(currency) = 'USD' then 1 else rate end;

create macro ad_channel(platform, kind) as case
    when platform <> 'google_ads' then 'Paid Social'
    when kind = 'DISPLAY' then 'Display'
    when kind in ('PERFORMANCE_MAX', 'MULTI_CHANNEL', 'DEMAND_GEN', 'DISCOVERY') then 'Cross-network'
    else 'Paid Search'
end;
