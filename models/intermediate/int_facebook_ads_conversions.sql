with

actions as (
    select * from {{ ref('stg_facebook_ads__basic_ad_actions') }} where _fate = 'kept'
),

summed as (
    select
        ad_id,
        report_date,
        sum(action_count) filter (where action_type = 'lead') as all_leads,
        sum(action_count) filter (
            where action_type in ('offsite_conversion.fb_pixel_lead', 'onsite_conversion.lead_grouped')
        ) as single_leads,
        coalesce(
            sum(action_count) filter (where action_type = 'purchase'),
            sum(action_count) filter (where action_type = 'omni_purchase')
        ) as all_purchases,
        sum(action_count) filter (where action_type = 'offsite_conversion.fb_pixel_purchase') as single_purchases
    from actions
    group by ad_id, report_date
),

-- `lead` and the purchases are the platform's own totals over the single types, so the two are never added.
conversions as (
    select
        ad_id,
        report_date,
        coalesce(all_leads, single_leads) as platform_leads,
        coalesce(all_purchases, single_purchases) as platform_purchases
    from summed
    where coalesce(all_leads, single_leads, all_purchases, single_purchases) is not null
)

select * from conversions
