with

messages as (
    select * from {{ ref('int_email_messages') }} where not is_test
),

results as (
    select * from {{ ref('int_email_results') }}
),

mails as (
    select * from {{ ref('dim_email_campaigns') }}
),

people as (
    select * from {{ ref('dim_people') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

facts as (
    select
        messages.message_id,
        messages.person_id,
        messages.account_id,
        messages.recipient_id,
        mails.email_campaign_id,
        mails.campaign_id,
        'Email' as channel,
        results.recipient_segment,
        coalesce(people.region, accounts.region, 'Unknown') as region,
        coalesce(people.industry, accounts.industry, 'Unknown') as industry,
        coalesce(accounts.company_size, 'Unknown') as company_size,
        messages.sent_at,
        messages.delivered_at,
        messages.bounced_at,
        messages.first_opened_at,
        messages.first_human_opened_at,
        messages.first_clicked_at,
        messages.unsubscribed_at,
        results.converted_at,
        results.is_mql_candidate,
        results.became_mql,
        results.is_conversion_candidate,
        messages.sent_date,
        messages.event_rows
    from messages
    inner join results on messages.message_id = results.message_id
    inner join mails on coalesce(messages.email_campaign_id, '(none)') = mails.email_campaign_id
    left join people on messages.person_id = people.person_id
    left join accounts on messages.account_id = accounts.account_id
)

select * from facts
