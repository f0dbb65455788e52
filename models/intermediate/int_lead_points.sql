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
points as (
    select
        earned.person_id,
        earned.rule_id,
        rules.dimension,
        rules.points,
        min(earned.counts_from_at) as awarded_at
    from earned
    inner join rules on earned.rule_id = rules.rule_id
    group by earned.person_id, earned.rule_id, rules.dimension, rules.points
)

select * from points
