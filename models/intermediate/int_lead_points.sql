with

signals as (
    select * from {{ ref('int_lead_signals') }}
),

rules as (
    select * from {{ ref('lead_score_points') }}
),

-- Patterns are tried on each value once, not on each lead.
texts as (
    select distinct
        attribute,
        text_value
    from signals
    where text_value is not null
),

matched_texts as (
    select
        texts.attribute,
        texts.text_value,
        rules.rule_id
    from texts
    inner join rules on texts.attribute = rules.attribute and {{ matches('texts.text_value', 'rules.pattern') }}
),

earned as (
    select
        signals.person_id,
        matched_texts.rule_id,
        signals.counts_from_at
    from signals
    inner join matched_texts
        on signals.attribute = matched_texts.attribute and signals.text_value = matched_texts.text_value

    union all

    select
        signals.person_id,
        rules.rule_id,
        signals.counts_from_at
    from signals
    inner join rules
        on
            signals.attribute = rules.attribute
            and signals.number_value >= coalesce(rules.lower_bound, signals.number_value)
            and signals.number_value < coalesce(rules.upper_bound, signals.number_value + 1)
),

-- Once a rule, however often it applies.
awarded as (
    select
        person_id,
        rule_id,
        min(counts_from_at) as awarded_at
    from earned
    group by person_id, rule_id
),

points as (
    select
        awarded.person_id,
        awarded.rule_id,
        rules.dimension,
        rules.points,
        awarded.awarded_at
    from awarded
    inner join rules on awarded.rule_id = rules.rule_id
)

select * from points
