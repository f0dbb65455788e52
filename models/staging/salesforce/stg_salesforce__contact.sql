with

landed as (
    {{ landing('salesforce', 'contact') }}
),

renamed as (
    select
        -- ids
        id as contact_id,
        account_id,
        master_record_id as merged_into_contact_id,
        owner_id,
        user_id_c as user_id,
        {{ visitor_of_cookie('ga_client_id_c') }} as visitor_id,
        -- text
        {{ email_address('email') }} as email,
        title as job_title,
        lead_source,
        mailing_country as country,
        -- booleans
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        created_date as created_at,
        last_modified_date as updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
