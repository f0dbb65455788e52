with

landed as (
    {{ landing('salesforce', 'opportunity') }}
),

renamed as (
    select
        -- ids
        id as opportunity_id,
        account_id,
        campaign_id,
        owner_id,
        -- text
        name as opportunity_name,
        type as opportunity_type,
        lead_source,
        stage_name,
        upper(currency_iso_code) as currency,
        -- numbers
        amount,
        probability as probability_percent,
        -- booleans
        is_closed,
        is_won,
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        close_date,
        created_date as created_at,
        last_modified_date as updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
