with

answers as (
    select * from {{ ref('stg_surveys__nps_response') }} where _fate = 'kept'
),

account_ids as (
    select * from {{ ref('int_crm_account_ids') }}
),

addresses as (
    select * from {{ ref('int_email_addresses') }}
),

resolved as (
    select
        answers.response_id,
        addresses.person_id,
        coalesce(account_ids.surviving_account_id, addresses.account_id) as account_id,
        answers.product,
        answers.question_kind,
        answers.score,
        answers.answered_at,
        -- A score that the question does not offer says nothing, as does a question nobody knows.
        coalesce(
            case answers.question_kind
                when 'nps' then answers.score between 0 and 10
                when 'csat' then answers.score between 1 and 5
            end,
            false
        ) as is_valid
    from answers
    left join account_ids on answers.crm_account_id = account_ids.account_id
    left join addresses on answers.email = addresses.email
)

select * from resolved
