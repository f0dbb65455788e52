{%- set measures = {'conversions': 'credit', 'pipeline': 'attributed_pipeline', 'revenue': 'attributed_revenue'} -%}
{%- set whole = 'partition by entity, conversion_type, attribution_model' -%}
with

credits as (
    select * from {{ ref('attribution_credits') }}
),

by_channel as (
    select
        entity,
        conversion_type,
        attribution_model,
        channel,
        sum(cast(credit as decimal(28, 12))) as conversions,
        sum(attributed_pipeline) as pipeline,
        sum(attributed_revenue) as revenue
    from credits
    group by entity, conversion_type, attribution_model, channel
),

-- Every channel that any model credits stands in each model, else a share could move to nowhere.
channels as (
    select distinct
        entity,
        conversion_type,
        channel
    from by_channel
),

models as (
    select * from {{ ref('attribution_models') }}
),

filled as (
    select
        channels.entity,
        channels.conversion_type,
        models.attribution_model,
        channels.channel,
        coalesce(by_channel.conversions, 0) as conversions,
        coalesce(by_channel.pipeline, 0) as pipeline,
        coalesce(by_channel.revenue, 0) as revenue
    from channels
    cross join models
    left join by_channel
        on
            channels.entity = by_channel.entity
            and channels.conversion_type = by_channel.conversion_type
            and channels.channel = by_channel.channel
            and models.attribution_model = by_channel.attribution_model
),

shared as (
    select
        {%- for measure in measures %}
        cast({{ measure }} as double) / nullif(cast(sum({{ measure }}) over ({{ whole }}) as double), 0)
            as {{ measure }}_share,
        {%- endfor %}
        *
    from filled
),

default_shares as (
    select * from shared where attribution_model = '{{ var("attribution_default_model") }}'
),

compared as (
    select
        shared.*,
        {%- for measure in measures %}
        default_shares.{{ measure }}_share as default_{{ measure }}_share{% if not loop.last %},{% endif %}
        {%- endfor %}
    from shared
    left join default_shares
        on
            shared.entity = default_shares.entity
            and shared.conversion_type = default_shares.conversion_type
            and shared.channel = default_shares.channel
),

-- What one channel gains another loses, so that half of all differences has moved.
moved as (
    select
        entity,
        conversion_type,
        attribution_model,
        channel,
        {%- for measure in measures %}
        {{ measure }}_share,
        round({{ measure }}_share - default_{{ measure }}_share, 12) as {{ measure }}_share_gained,
        cast(
            sum(cast(abs({{ measure }}_share - default_{{ measure }}_share) as decimal(18, 12))) over ({{ whole }})
            as double
        ) / 2 as {{ measure }}_share_moved,
        {%- endfor %}
        cast(conversions as double) as conversions,
        cast(pipeline as decimal(28, 6)) as pipeline,
        cast(revenue as decimal(28, 6)) as revenue
    from compared
)

select * from moved
