with

entries as (
    select * from {{ ref('stg_planning__team_hours') }} where _fate = 'kept'
),

campaigns as (
    select * from {{ ref('int_campaign_references') }}
),

programs as (
    select * from {{ ref('int_segment_names') }} where segment = 'program'
),

placed as (
    select
        entries.entry_id,
        entries.work_date,
        -- A fingerprint of what should be one already: a name that slips in goes no further.
        md5(entries.person_key) as member_key,
        entries.team,
        coalesce(campaigns.campaign_id, '(none)') as campaign_id,
        coalesce(campaigns.program, programs.name, entries.program, '(none)') as program,
        entries.hours
    from entries
    left join campaigns on {{ slug('entries.campaign') }} = campaigns.reference
    left join programs on lower(entries.program) = programs.reference
)

select * from placed
