with

links as (
    select * from {{ ref('int_backlinks') }} where not is_own_site
),

facts as (
    select
        link_id,
        referring_domain,
        source_page,
        landing_page,
        first_seen_date,
        lost_date
    from links
)

select * from facts
