{#-
  The keys of a mart hold: no two rows share its primary key, where nulls count as equal, and what a
  foreign key names is there.

  Arguments:
    primary  the columns, or expressions, that together tell a row from every other
    foreign  {column: relation}; the column is called the same in that relation

  Constraints of the contract say less or cost more: DuckDB builds an index for a unique one, which
  takes ten times as long as this test on a million rows, and a foreign one forbids to rebuild its
  parent alone.

  Example:
    data_tests:
      - keys:
          arguments:
            primary: [person_id]
            foreign: {account_id: ref('dim_accounts')}
-#}
{% test keys(model, primary, foreign={}) %}

with

repeated as (
    select
        'primary' as broken_key,
        concat_ws(
            ', '
            {%- for part in primary %}
            , coalesce(cast({{ part }} as {{ dbt.type_string() }}), 'null')
            {%- endfor %}
        ) as key_value,
        count(*) as row_count
    from {{ model }}
    group by {{ primary | join(', ') }}
    having count(*) > 1
),

{% for column, parent in foreign.items() -%}
without_{{ column }} as (
    select
        '{{ column }}' as broken_key,
        cast(facts.{{ column }} as {{ dbt.type_string() }}) as key_value,
        count(*) as row_count
    from {{ model }} as facts
    left join {{ parent }} as parents on facts.{{ column }} = parents.{{ column }}
    where facts.{{ column }} is not null and parents.{{ column }} is null
    group by facts.{{ column }}
),

{% endfor -%}
broken as (
    select * from repeated
    {%- for column in foreign %}
    union all
    select * from without_{{ column }}
    {%- endfor %}
)

select * from broken

{% endtest %}
