{#- The CTE `by_period`: the metrics of all blocks, a row for each of the keys that any of them has. -#}
{% macro blocks_side_by_side(blocks, keys) %}
    {{- adapter.dispatch('blocks_side_by_side')(blocks, keys) -}}
{% endmacro %}


{% macro default__blocks_side_by_side(blocks, keys) %}
all_keys as (
    {%- for block in blocks %}
    select {{ keys }} from {{ block.name }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

by_period as (
    select
        {{ keys }}
        {%- for block in blocks %}
        {%- for metric in block.metrics %},
        {{ block.name }}.{{ metric.name }}
        {%- endfor %}
        {%- endfor %}
    from all_keys
    {%- for block in blocks %}
    left join {{ block.name }} using ({{ keys }})
    {%- endfor %}
)
{%- endmacro %}


{#- Spark would sort the ever wider rows for each of forty joins; here it moves a block's values as one. -#}
{% macro spark__blocks_side_by_side(blocks, keys) %}
stacked as (
    {%- for block in blocks %}
    select
        {{ keys }},
        struct('{{ block.name }}', array({{ block.metrics | map(attribute='name') | join(', ') }})) as _block
    from {{ block.name }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

gathered as (
    select {{ keys }}, map_from_entries(collect_list(_block)) as _blocks
    from stacked
    group by {{ keys }}
),

by_period as (
    select
        {{ keys }}
        {%- for block in blocks %}
        {%- for metric in block.metrics %},
        _blocks['{{ block.name }}'][{{ loop.index0 }}] as {{ metric.name }}
        {%- endfor %}
        {%- endfor %}
    from gathered
)
{%- endmacro %}
