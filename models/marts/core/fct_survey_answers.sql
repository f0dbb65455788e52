with

answers as (
    select * from {{ ref('int_survey_answers') }} where is_valid
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

facts as (
    select
        answers.response_id,
        answers.person_id,
        answers.account_id,
        coalesce(answers.product, '(none)') as product,
        coalesce(accounts.region, 'Unknown') as region,
        coalesce(accounts.industry, 'Unknown') as industry,
        coalesce(accounts.company_size, 'Unknown') as company_size,
        answers.question_kind,
        case when answers.question_kind = 'csat' then answers.score end as csat_score,
        case when answers.question_kind = 'nps' then answers.score end as nps_score,
        answers.answered_at,
        {{ reporting_date('answers.answered_at') }} as answered_date
    from answers
    left join accounts on answers.account_id = accounts.account_id
)

select * from facts
