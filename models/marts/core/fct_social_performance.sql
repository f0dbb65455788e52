{%- set counts = [
    'impressions', 'reach', 'likes', 'shares', 'reposts', 'comments', 'mentions', 'engagements', 'engaged_impressions',
    'measured_impressions',
] -%}
with

performance as (
    select * from {{ ref('int_social_performance') }}
),

facts as (
    select
        metric_date,
        post_id,
        network,
        coalesce(campaign_id, '(none)') as campaign_id,
        {%- for count in counts %}
        cast({{ count }} as bigint) as {{ count }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from performance
)

select * from facts
