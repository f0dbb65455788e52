with

members as (
    select * from {{ ref('stg_salesforce__campaign_member') }} where _fate = 'kept'
),

identities as (
    select * from {{ ref('int_identities') }}
),

campaign_keys as (
    select * from {{ ref('int_campaign_keys') }} where source_type = 'salesforce'
),

responses as (
    select
        members.campaign_member_id,
        identities.person_id,
        campaign_keys.campaign_id,
        members.status,
        coalesce(members.has_responded, false) as has_responded,
        members.created_at as added_at,
        -- A response without a day of its own is at least not earlier than the membership.
        case
            when members.has_responded
                then coalesce(members.first_responded_date, {{ reporting_date('members.created_at') }})
        end as responded_date
    from members
    left join identities
        on
            identities.node_type = case when members.contact_id is not null then 'contact' else 'lead' end
            and coalesce(members.contact_id, members.lead_id) = identities.node_id
    left join campaign_keys on members.campaign_id = campaign_keys.key_value
)

select * from responses
