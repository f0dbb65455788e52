with

people as (
    select * from {{ ref('int_people') }}
),

identities as (
    select * from {{ ref('int_identities') }} where node_type = 'contact'
),

visits as (
    select * from {{ ref('int_session_touches') }}
),

responses as (
    select * from {{ ref('int_campaign_responses') }} where has_responded
),

activities as (
    select * from {{ ref('int_sales_activities') }} where completed_at is not null and not is_list_email
),

contact_roles as (
    select * from {{ ref('stg_salesforce__opportunity_contact_role') }} where _fate = 'kept'
),

opportunities as (
    select * from {{ ref('int_opportunities') }} where is_convertible
),

engaged as (
    select
        person_id,
        cast(null as {{ dbt.type_string() }}) as deal_account_id,
        'visit' as engaged_by,
        touched_at as engaged_at
    from visits

    union all

    select
        person_id,
        null as deal_account_id,
        'answer' as engaged_by,
        {{ start_of_day('responded_date') }} as engaged_at
    from responses
    where person_id is not null

    union all

    select
        person_id,
        null as deal_account_id,
        'activity' as engaged_by,
        completed_at as engaged_at
    from activities
    where person_id is not null

    union all

    select
        identities.person_id,
        opportunities.account_id as deal_account_id,
        'role' as engaged_by,
        coalesce(contact_roles.created_at, opportunities.opened_at) as engaged_at
    from contact_roles
    inner join identities on contact_roles.contact_id = identities.node_id
    inner join opportunities on contact_roles.opportunity_id = opportunities.opportunity_id
),

-- Whoever stands on a deal belongs to the group that buys, wherever they are employed.
engagements as (
    select
        engaged.person_id,
        coalesce(engaged.deal_account_id, people.account_id) as account_id,
        bool_or(engaged.engaged_by <> 'role') as has_acted,
        min(engaged.engaged_at) filter (where engaged.engaged_by <> 'role') as first_acted_at,
        min(engaged.engaged_at) filter (where engaged.engaged_by = 'visit') as first_visited_at,
        max(engaged.engaged_at) as last_at
    from engaged
    inner join people on engaged.person_id = people.person_id
    group by engaged.person_id, coalesce(engaged.deal_account_id, people.account_id)
)

select * from engagements
