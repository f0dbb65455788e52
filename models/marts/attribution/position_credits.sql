{%- set roles = {'first': '1', 'lead': 'lead_holder', 'sql': 'sql_holder', 'last': 'last_holder'} -%}
with

models as (
    select * from {{ ref('attribution_models') }} where kind = 'path'
),

shapes as (
    select distinct
        touches,
        lead_holder,
        sql_holder,
        last_holder
    from {{ ref('attribution_paths') }}
),

-- The first touch, those that made the lead and the SQL, the last, and any that is none of them.
holders as (
    {%- for holder in range(1, 6) %}
    select {{ holder }} as holder
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

own as (
    select
        shapes.*,
        models.*,
        holders.holder,
        {%- for role, of_role in roles.items() %}
        {% if not loop.first %}+ {% endif %}case when holders.holder = {{ of_role }} then {{ role }}_weight else 0 end
        {%- endfor %} as own_weight
    from shapes
    cross join models
    cross join holders
),

-- How many touches hold a position of the model; one that holds two counts once.
held as (
    select
        *,
        sum(case when own_weight > 0 then 1 else 0 end)
            over (partition by attribution_model, touches, lead_holder, sql_holder, last_holder)
            as positions
    from own
),

-- The weight of what a path lacks goes to the rest in proportion.
whole as (
    select
        *,
        nullif(
            round(
                first_weight + last_weight + last_non_direct_weight + even_weight + decay_weight + channel_weight
                + case when lead_holder > 0 then lead_weight else 0 end
                + case when sql_holder > 0 then sql_weight else 0 end
                + case when touches > positions then others_weight else 0 end,
                12
            ), 0
        ) as weight
    from held
),

credits as (
    select
        attribution_model,
        touches,
        lead_holder,
        sql_holder,
        last_holder,
        holder,
        -- A path that has none of a model's positions is divided evenly.
        coalesce((
            own_weight
            + case when own_weight = 0 and touches > positions then others_weight / (touches - positions) else 0 end
            + even_weight / touches
        ) / weight, 1e0 / touches) as credit,
        coalesce(last_non_direct_weight / weight, 0) as last_non_direct_credit,
        coalesce(decay_weight / weight, 0) as decay_credit,
        coalesce(channel_weight / weight, 0) as channel_credit
    from whole
)

select * from credits
