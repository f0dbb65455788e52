with

mails as (
    select * from {{ ref('int_email_campaigns') }}
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

named as (
    select
        mails.email_campaign_id,
        coalesce(mails.email_name, mails.email_campaign_id) as email_name,
        mails.subject,
        mails.email_type,
        coalesce(campaigns.campaign_id, '(none)') as campaign_id
    from mails
    left join campaigns on mails.campaign_id = campaigns.campaign_id

    union all

    -- Messages that name no mail, so that sums over mails are whole.
    select
        '(none)' as email_campaign_id,
        '(none)' as email_name,
        cast(null as {{ dbt.type_string() }}) as subject,
        cast(null as {{ dbt.type_string() }}) as email_type,
        '(none)' as campaign_id
)

select * from named
