with

records as (
    select * from {{ ref('int_person_records') }} where job_title is not null
),

rules as (
    select * from {{ ref('persona_rules') }}
),

-- Patterns are tried on each title once, not on each person.
titles as (
    select distinct job_title from records
),

job_titles as (
    select
        titles.job_title,
        coalesce(min_by(rules.persona, rules.rule_order), 'Other') as persona
    from titles
    left join rules on {{ matches('titles.job_title', 'rules.job_title') }}
    group by titles.job_title
)

select * from job_titles
