{#-
  What becomes of a row that is read and not repeated, as the last branches of a `case`. Tests first: of a test customer
  that was deleted, the bills would be real ones else.
-#}
{% macro fates(columns, contract, landed) -%}
    {%- if 'livemode' in columns -%}
        when not livemode then 'test'
        {% endif -%}
    {%- for pattern in var('test_email_patterns') if 'email' in columns -%}
        when lower(email) like {{ literal(pattern | lower) }} then 'test'
        {% endfor -%}
    {#-
      By the source itself, and by Fivetran where the source just no longer has the record: in a table with its history
      the newest version is closed then. Where the key tells versions apart, each is a row of its own, and stays.
    -#}
    {%- set marks = ['is_deleted', '_fivetran_deleted'] | select('in', columns) | list -%}
    {%- if '_fivetran_active' in columns and not contract.key | select('in', version_columns()) | list -%}
        {%- do marks.append('not _fivetran_active') -%}
    {%- endif -%}
    {%- for mark in marks -%}
        when {{ mark }} {{ 'and master_record_id is null' if 'master_record_id' in columns }} then 'deleted'
        {% endfor -%}
    {%- if tells_provisional(landed) -%}
        when is_intraday and {{ adapter.quote('date') }} in (select final_day from final_days) then 'superseded'
        {% endif -%}
    else 'kept'
{%- endmacro %}


{#- Whether a landed table tells rows of a day that runs, which its final ones repeat under other ids. -#}
{% macro tells_provisional(landed) %}
    {%- do return('is_intraday' in landed.columns and 'date' in landed.columns) -%}
{% endmacro %}


{#- The days of which a relation of a table's rows has others than provisional ones. -#}
{% macro final_days(contract, landed, relation) -%}
    select distinct {{ read_value(landed.columns['date'], contract.columns['date']) }} as final_day
    from {{ relation }} as landed
    where not ({{ read_value(landed.columns['is_intraday'], 'boolean') }})
{%- endmacro %}
