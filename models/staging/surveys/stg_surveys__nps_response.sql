with

landed as (
    {{ landing('surveys', 'nps_response') }}
),

renamed as (
    select
        -- ids
        response_id,
        account_id as crm_account_id,
        -- text
        {{ email_address('email') }} as email,
        product,
        coalesce(lower(question_kind), 'nps') as question_kind,
        -- numbers
        score,
        -- dates and timestamps
        answered_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
