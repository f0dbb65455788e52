{#- What goes on as the same product is found first, then what goes on as another. -#}
{%- set rounds = [('same', 'account_id, product', 'turns'), ('other', 'account_id', 'left_over')] -%}
with

lines as (
    select * from {{ ref('int_recurring_lines') }}
),

restarts as (
    select * from {{ ref('int_restarts') }}
),

turns as (
    select * from {{ ref('int_subscription_turns') }}
),

{%- for name, key, source in rounds %}

-- Day by day each beginning takes the newest end that none has taken yet, as a bracket closes the newest open one; of
-- one day the dearest takes the dearest.
{{ name }}_placed as (
    select
        *,
        row_number() over (
            partition by {{ key }}
            order by turn_date, is_end desc, case when is_end then mrr else -mrr end, product, subscription_id
        ) as place
    from {{ source }}
),

{{ name }}_counted as (
    select
        *,
        sum(case when is_end then 1 else -1 end) over (partition by {{ key }} order by place) as balance
    from {{ name }}_placed
),

{{ name }}_nested as (
    select
        *,
        balance - least(min(balance) over (partition by {{ key }} order by place), 0)
        + case when is_end then 0 else 1 end as depth
    from {{ name }}_counted
),

{{ name }}_paired as (
    select
        account_id,
        subscription_id,
        product,
        mrr,
        is_end,
        turn_date,
        case
            when is_end then lead(case when not is_end then turn_date end) over of_depth
            else lag(case when is_end then turn_date end) over of_depth
        end as other_date
    from {{ name }}_nested
    window of_depth as (partition by {{ key }}, depth order by place)
),
{%- if loop.first %}

left_over as (
    select * from {{ name }}_paired
    where coalesce(abs({{ dbt.datediff('turn_date', 'other_date', 'day') }}) > {{ var('mrr_grace_days') }}, true)
),
{%- endif %}
{%- endfor %}

renewed as (
    {%- for name, key, source in rounds %}
    select * from {{ name }}_paired
    where is_end and {{ dbt.datediff('turn_date', 'other_date', 'day') }} <= {{ var('mrr_grace_days') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

takeovers as (
    select
        lines.line_id,
        lines.invoice_id,
        coalesce(restarts.restarted_date, renewed.other_date) as taken_over_date
    from lines
    left join restarts on lines.line_id = restarts.line_id and lines.invoice_id = restarts.invoice_id
    left join renewed
        on
            lines.account_id = renewed.account_id
            and lines.subscription_id = renewed.subscription_id
            and lines.period_start_date < renewed.turn_date
            and lines.period_end_date >= renewed.turn_date
    where coalesce(restarts.restarted_date, renewed.other_date) is not null
)

select * from takeovers
