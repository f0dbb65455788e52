with

responses as (
    select * from {{ ref('int_campaign_responses') }} where person_id is not null and responded_date is not null
),

campaign_channels as (
    select * from {{ ref('int_campaign_channels') }}
),

messages as (
    select * from {{ ref('int_email_messages') }}
    where person_id is not null and first_clicked_at is not null and not is_test
),

email_campaigns as (
    select * from {{ ref('int_email_campaigns') }}
),

activities as (
    select * from {{ ref('int_sales_activities') }}
    where person_id is not null and completed_at is not null and not is_repeated
),

marketing_activities as (
    select * from {{ ref('marketing_activities') }}
),

email_clicks as (
    select
        'email:' || messages.message_id as touchpoint_id,
        messages.person_id,
        messages.first_clicked_at as touched_at,
        {{ reporting_date('messages.first_clicked_at') }} as touched_date,
        'email_click' as touch_type,
        'Email' as channel,
        email_campaigns.campaign_id,
        '(none)' as network,
        2 as precedence
    from messages
    left join email_campaigns on messages.email_campaign_id = email_campaigns.email_campaign_id
),

campaign_responses as (
    select
        'response:' || responses.campaign_member_id as touchpoint_id,
        responses.person_id,
        {{ start_of_day('responses.responded_date') }} as touched_at,
        responses.responded_date as touched_date,
        'campaign_response' as touch_type,
        coalesce(campaign_channels.channel, 'Unassigned') as channel,
        responses.campaign_id,
        coalesce(campaign_channels.network, '(none)') as network,
        3 as precedence
    from responses
    left join campaign_channels on responses.campaign_id = campaign_channels.campaign_id
),

activity_touches as (
    select
        activities.logged_as || ':' || activities.activity_id as touchpoint_id,
        activities.person_id,
        activities.completed_at as touched_at,
        {{ reporting_date('activities.completed_at') }} as touched_date,
        'marketing_activity' as touch_type,
        marketing_activities.channel,
        cast(null as {{ dbt.type_string() }}) as campaign_id,
        '(none)' as network,
        4 as precedence
    from activities
    inner join marketing_activities on lower(activities.activity_type) = marketing_activities.activity_type
),

touches as (
    select * from email_clicks
    union all
    select * from campaign_responses
    union all
    select * from activity_touches
)

select * from touches
