with

links as (
    select * from {{ ref('stg_seo__backlink') }} where _fate = 'kept'
),

hosts as (
    select
        *,
        -- Tools tell a domain or an address, in letters of any script.
        regexp_extract(lower(source_domain), '^(?:[a-z][a-z0-9+.-]*://)?([^/:?#]*)', 1) as told_host,
        {{ url_host('source_url') }} as source_host,
        {{ url_host('target_url') }} as target_host
    from links
),

named as (
    select
        md5(source_url || '|' || target_url) as link_id,
        coalesce(
            nullif({{ registrable_domain('told_host') }}, ''),
            nullif({{ registrable_domain('source_host') }}, ''),
            'Unknown'
        ) as referring_domain,
        split_part(split_part(source_url, '#', 1), '?', 1) as source_page,
        {{ page_path('target_url') }} as landing_page,
        first_seen_date,
        -- One that was found or seen again after it was lost is there.
        case
            when lost_date >= greatest(first_seen_date, coalesce(last_seen_date, first_seen_date)) then lost_date
        end as lost_date,
        -- Where the target is a path alone, the own domain is unknown.
        coalesce({{ is_one_site('source_host', 'target_host') }}, false) as is_own_site
    from hosts
)

select * from named
