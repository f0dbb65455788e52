with

targets as (
    select * from {{ ref('stg_planning__kpi_target') }} where _fate = 'kept'
),

campaigns as (
    select * from {{ ref('int_campaign_references') }}
),

names as (
    select * from {{ ref('int_segment_names') }}
),

named as (
    select
        {{ slug('kpi') }} as kpi,
        {{ slug('grain') }} as grain,
        period_start,
        coalesce(nullif({{ slug('segment') }}, ''), 'total') as segment,
        segment_value,
        target,
        synced_at
    from targets
),

-- One name can be a channel, a campaign and a program; the segment tells which is meant.
referring as (
    select
        *,
        case when segment = 'campaign' then {{ slug('segment_value') }} end as campaign_reference,
        case segment
            when 'network' then {{ known_network('segment_value') }}
            when 'kpi' then {{ slug('segment_value') }}
        end as other_name
    from named
),

placed as (
    select
        referring.kpi,
        referring.grain,
        case
            {%- for grain in grains() %}
            when referring.grain = '{{ grain }}' then {{ start_of_period(grain, 'referring.period_start') }}
            {%- endfor %}
            else referring.period_start
        end as period_start,
        referring.segment,
        case
            when referring.segment = 'total' then 'total'
            else coalesce(campaigns.campaign_id, names.name, referring.other_name, referring.segment_value, 'Unknown')
        end as segment_value,
        referring.target,
        -- A rate is a share: whoever writes 80 means 80 %, and nothing ever attains that.
        referring.kpi not in ('{{ share_kpis() | join("', '") }}') or referring.target between 0 and 1 as is_reachable,
        referring.synced_at,
        referring.segment_value as landed_value
    from referring
    left join campaigns on referring.campaign_reference = campaigns.reference
    left join names on referring.segment = names.segment and lower(referring.segment_value) = names.reference
),

-- Two spellings of one name are one target, and the newest line of the plan says it.
ranked as (
    select
        kpi,
        grain,
        period_start,
        segment,
        segment_value,
        target,
        is_reachable,
        row_number() over (
            partition by kpi, grain, period_start, segment, segment_value, is_reachable
            order by synced_at desc nulls last, landed_value, target
        ) > 1 as is_repeated
    from placed
)

select * from ranked
