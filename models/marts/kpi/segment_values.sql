with

kpi_inputs as (
    select * from {{ ref('kpi_inputs') }}
),

channels as (
    select * from {{ ref('dim_channels') }}
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

-- Of a channel, campaign or program nothing need have happened yet.
known as (
    select
        segment,
        segment_value
    from kpi_inputs
    union
    select
        'channel' as segment,
        channel as segment_value
    from channels
    union
    select
        'campaign' as segment,
        campaign_id as segment_value
    from campaigns
    union
    select
        'program' as segment,
        program as segment_value
    from campaigns
)

select * from known
