with

landed as (
    {{ landing('salesforce', 'lead') }}
),

renamed as (
    select
        -- ids
        id as lead_id,
        master_record_id as merged_into_lead_id,
        converted_contact_id,
        converted_account_id,
        converted_opportunity_id,
        owner_id,
        {{ visitor_of_cookie('ga_client_id_c') }} as visitor_id,
        gclid_c as gclid,
        -- text
        {{ email_address('email') }} as email,
        status,
        lead_source,
        company as company_name,
        title as job_title,
        industry,
        country,
        utm_source_c as utm_source,
        utm_medium_c as utm_medium,
        utm_campaign_c as utm_campaign,
        utm_term_c as utm_term,
        utm_content_c as utm_content,
        -- numbers
        number_of_employees,
        annual_revenue,
        -- booleans
        coalesce(is_converted, false) as is_converted,
        coalesce(is_deleted, false) as is_deleted,
        -- dates and timestamps
        converted_date,
        created_date as created_at,
        last_modified_date as updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
