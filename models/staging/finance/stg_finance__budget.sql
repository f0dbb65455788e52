with

landed as (
    {{ landing('finance', 'budget') }}
),

renamed as (
    select
        -- ids
        budget_id,
        -- text
        channel,
        program,
        campaign,
        upper(currency) as currency,
        -- numbers
        amount,
        -- booleans
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        period_start,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
