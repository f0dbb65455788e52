with

records as (
    select * from {{ ref('stg_salesforce__opportunity') }} where _fate = 'kept'
),

histories as (
    select * from {{ ref('stg_salesforce__opportunity_history') }} where _fate = 'kept'
),

last_histories as (
    select
        opportunity_id,
        max(valid_from_at) as last_valid_from_at,
        count(amount) > 0 as has_amounts
    from histories
    group by opportunity_id
),

-- The record itself is the last version, and the only one where no history has landed.
told as (
    select
        histories.opportunity_id,
        histories.stage_name,
        histories.amount,
        histories.close_date,
        histories.valid_from_at as told_at,
        0 as is_record,
        last_histories.has_amounts
    from histories
    inner join last_histories on histories.opportunity_id = last_histories.opportunity_id

    union all

    select
        records.opportunity_id,
        records.stage_name,
        records.amount,
        records.close_date,
        coalesce(records.updated_at, records.created_at) as told_at,
        1 as is_record,
        coalesce(last_histories.has_amounts, false) as has_amounts
    from records
    left join last_histories on records.opportunity_id = last_histories.opportunity_id
    where last_histories.opportunity_id is null or records.updated_at >= last_histories.last_valid_from_at
)

select * from told
