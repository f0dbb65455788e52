with

criteria as (
    select * from {{ ref('stg_google_ads__ad_group_criterion_history') }} where _fate = 'kept' or _fate = 'deleted'
),

latest as (
    select
        ad_group_id,
        keyword_id,
        keyword_text,
        match_type
    from criteria
    qualify row_number() over (
        partition by ad_group_id, keyword_id order by updated_at desc nulls last, keyword_text, match_type
    ) = 1
)

select * from latest
