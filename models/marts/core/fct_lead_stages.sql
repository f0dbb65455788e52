{%- set steps = [
    ('lead', ['mql', 'sql'], 'is_mql'), ('mql', ['sql'], 'is_sql'), ('sql', ['won'], 'is_customer'),
] -%}
with

leads as (
    select * from {{ ref('fct_leads') }}
),

activity as (
    select * from {{ ref('int_lead_activity') }}
),

disqualifications as (
    select * from {{ ref('int_lead_disqualifications') }}
),

engagements as (
    select * from {{ ref('int_engagements') }} where has_acted
),

span as (
    select * from {{ ref('int_data_span') }}
),

landed_until as (
    select * from {{ ref('int_landed_until') }}
),

-- Where nothing that shows life has landed, nobody knows who fell silent, nor after the CRM or the site has ceased to
-- tell; `least` skips nulls.
landed as (
    select
        (select count(*) > 0 from engagements) as has_engagements,
        least(span.as_of_date, landed_until.leads_until, landed_until.web_until) as last_date
    from span
    cross join landed_until
),

-- An SQL has left the leads behind, also where nothing tells of MQLs.
entered as (
    {%- for stage, next_stages, has_reached_it in steps %}
    select
        person_id,
        '{{ stage }}' as stage,
        {{ stage }}_at as entered_at,
        {{ stage }}_date as entered_date,
        coalesce({{ next_stages | join('_at, ') }}_at) as next_at,
        coalesce({{ next_stages | join('_date, ') }}_date) as next_date,
        {{ has_reached_it }} is not null as is_next_told
    from leads
    where {{ stage }}_at is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- The last sign of life of a lead in the stage: what it or sales did, a move of its deal, or the entry itself.
known as (
    select
        entered.*,
        case
            when disqualifications.disqualified_at >= entered.entered_at then disqualifications.disqualified_at
        end as disqualified_at,
        case when entered.stage = 'sql' and activity.open_deals = 0 then activity.lost_date end as lost_date,
        greatest(entered.entered_at, activity.last_active_at) as last_active_at
    from entered
    left join activity on entered.person_id = activity.person_id
    left join disqualifications on entered.person_id = disqualifications.person_id
),

dated as (
    select
        *,
        cast({{ dbt.dateadd('day', var('lead_silence_days'), reporting_date('last_active_at')) }} as date)
            as silent_date
    from known
),

judged as (
    select
        dated.*,
        case
            when dated.next_at is not null then 'advanced'
            when dated.lost_date is not null then 'lost'
            when dated.disqualified_at is not null then 'disqualified'
            when landed.has_engagements and dated.silent_date <= landed.last_date then 'silent'
            else 'open'
        end as left_reason,
        landed.has_engagements
    from dated
    cross join landed
),

stages as (
    select
        judged.person_id,
        judged.stage,
        {%- for segment in [
            'channel', 'campaign_id', 'program', 'region', 'industry', 'company_size', 'persona', 'owner_id'
        ] %}
        leads.{{ segment }},
        {%- endfor %}
        judged.entered_at,
        judged.next_at,
        judged.last_active_at,
        judged.entered_date,
        judged.left_reason,
        -- Unknown for the disqualified, too: counted alone, they would be all that left.
        case
            when judged.has_engagements and judged.is_next_told
                then judged.left_reason in ('lost', 'disqualified', 'silent')
        end as is_churned,
        case judged.left_reason
            when 'advanced' then judged.next_date
            when 'lost' then greatest(judged.lost_date, judged.entered_date)
            when 'disqualified' then {{ reporting_date('judged.disqualified_at') }}
            when 'silent' then judged.silent_date
        end as left_date
    from judged
    inner join leads on judged.person_id = leads.person_id
)

select * from stages
