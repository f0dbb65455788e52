-- Names that no rule knows, with how many records have them: a lead with such a status reaches no stage but lead, a
-- source without a channel is Unassigned; add them to seeds/config/stage_mapping.csv and channel_rules.csv. A target of
-- such a KPI, length of period or segment value stands beside no value: write the plan's names as `dim_kpis`,
-- `dim_periods` and `segment_values` have them. In the ledger only the departments marketing and sales are cost to
-- acquire, and a channel is one of the seed `channels`.
-- Run it with: dbt show --select unmapped_names --limit 100
with

leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _fate = 'kept'
),

lead_history as (
    select * from {{ ref('stg_salesforce__lead_history') }} where _fate = 'kept'
),

opportunities as (
    select * from {{ ref('stg_salesforce__opportunity') }} where _fate = 'kept'
),

targets as (
    select * from {{ ref('fct_targets') }}
),

kpis as (
    select * from {{ ref('dim_kpis') }}
),

grains as (
    select distinct grain from {{ ref('dim_periods') }}
),

segment_values as (
    select * from {{ ref('segment_values') }}
),

stage_mapping as (
    select * from {{ ref('int_stage_mapping') }}
),

costs as (
    select * from {{ ref('fct_costs') }} where cost_source = 'ledger'
),

entries as (
    select * from {{ ref('stg_finance__cost_ledger') }} where _fate = 'kept' and channel is not null
),

unassigned as (
    select distinct lead_source from {{ ref('int_traffic') }}
    where
        channel = 'Unassigned'
        and lead_source <> ''
        and source = '' and medium = '' and campaign = '' and click_id = ''
),

names as (
    select 'lead status' as kind, 'lead' as object, lower(status) as name from leads
    union all
    select 'lead status' as kind, 'lead' as object, lower(status) as name from lead_history
    union all
    select 'opportunity stage' as kind, 'opportunity' as object, lower(stage_name) as name from opportunities
),

unmapped as (
    select
        names.kind,
        names.name,
        count(*) as records
    from names
    left join stage_mapping on names.object = stage_mapping.object and names.name = stage_mapping.source_stage
    where names.name is not null and stage_mapping.source_stage is null
    group by names.kind, names.name

    union all

    select
        'lead source' as kind,
        lower(leads.lead_source) as name,
        count(*) as records
    from leads
    inner join unassigned on lower(leads.lead_source) = unassigned.lead_source
    group by lower(leads.lead_source)

    union all

    select
        'ledger department' as kind,
        department as name,
        count(*) as records
    from costs
    where cost_group = 'other' and department is not null
    group by department

    union all

    select
        'ledger channel' as kind,
        entries.channel as name,
        count(*) as records
    from entries
    inner join costs on 'ledger|' || entries.entry_id = costs.cost_id
    where costs.channel = 'unallocated'
    group by entries.channel

    union all

    select
        'target KPI' as kind,
        targets.kpi as name,
        count(*) as records
    from targets
    left join kpis on targets.kpi = kpis.kpi
    where kpis.kpi is null
    group by targets.kpi

    union all

    select
        'target period' as kind,
        targets.grain as name,
        count(*) as records
    from targets
    left join grains on targets.grain = grains.grain
    where grains.grain is null
    group by targets.grain

    union all

    select
        'target segment' as kind,
        targets.segment || ': ' || targets.segment_value as name,
        count(*) as records
    from targets
    left join segment_values
        on targets.segment = segment_values.segment and targets.segment_value = segment_values.segment_value
    where segment_values.segment is null
    group by targets.segment, targets.segment_value
),

sorted as (
    select * from unmapped
    order by records desc, kind, name
)

select * from sorted
