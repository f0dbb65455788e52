with

landed as (
    {{ landing('salesforce', 'campaign') }}
),

renamed as (
    select
        -- ids
        id as campaign_id,
        parent_id as parent_campaign_id,
        -- text
        name as campaign_name,
        type as campaign_type,
        status,
        upper(currency_iso_code) as currency,
        -- numbers
        budgeted_cost,
        actual_cost,
        -- booleans
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        start_date,
        end_date,
        created_date as created_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
