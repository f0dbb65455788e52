with

landed as (
    {{ landing('salesforce', 'account') }}
),

renamed as (
    select
        -- ids
        id as account_id,
        parent_id as parent_account_id,
        master_record_id as merged_into_account_id,
        owner_id,
        -- text
        name as account_name,
        type as account_type,
        industry,
        billing_country as country,
        website,
        -- numbers
        number_of_employees,
        -- booleans
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        created_date as created_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
