with

landed as (
    {{ landing('facebook_ads', 'account_history') }}
),

renamed as (
    select
        -- ids
        id as account_id,
        -- text
        name as account_name,
        upper(currency) as currency,
        timezone_name as time_zone,
        -- dates and timestamps
        -- The source has no time of change: a version is known by when it was read.
        _fivetran_synced as updated_at,
        _fivetran_synced as synced_at,
        -- fate
        _fate,
        _reason
    from landed
)

select * from renamed
