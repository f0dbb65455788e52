-- Who clicked has opened, what was opened has arrived, and an MQL by mail could become one. A failure
-- means that a rate of mail counts messages or people above the line that are missing below it, and
-- can exceed 1.
with

messages as (
    select * from {{ ref('fct_email_messages') }}
),

not_nested as (
    select *
    from messages
    where
        (first_opened_at is not null and delivered_at is null)
        or (first_human_opened_at is not null and first_opened_at is null)
        or (first_clicked_at is not null and first_human_opened_at is null)
        or (unsubscribed_at is not null and delivered_at is null)
        or (converted_at is not null and first_clicked_at is null)
        or (converted_at is not null and not is_conversion_candidate)
        or ((is_mql_candidate or is_conversion_candidate) and delivered_at is null)
        or (became_mql and not is_mql_candidate)
        or (bounced_at is not null and delivered_at is not null)
)

select * from not_nested
