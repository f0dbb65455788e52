{#- The columns of a table's key that have not landed. -#}
{% macro missing_key(contract, landed) %}
    {%- do return(contract.key | reject('in', landed.columns.keys()) | list) -%}
{% endmacro %}


{#-
  Where the key has not landed, all columns that have, whether a contract knows them or not, but for the loader's own and
  the contract's measures: a report without ids may have a row for each hour, and be corrected.
-#}
{% macro row_columns(contract, landed) %}
    {%- set names, measures = [], [] -%}
    {%- if missing_key(contract, landed) -%}
        {%- for measure in contract.measures if measure in landed.columns -%}
            {%- do measures.append(landed.columns[measure].landed_as) -%}
        {%- endfor -%}
        {%- for column in landed.found or [] if not column.name.startswith('_') and column.name not in measures -%}
            {%- do names.append(column.name) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(names) -%}
{% endmacro %}


{#- What tells two rows apart: the key, or other columns where it is null or has not landed. -#}
{% macro key_text(contract, landed, others) -%}
    {%- set is_missing = missing_key(contract, landed) -%}
    {%- set key = others if is_missing else contract.key -%}
    {%- if key | length > 1 or is_missing -%}
        {{ row_text(key) }}
    {%- else -%}
        coalesce(cast({{ adapter.quote(key[0]) }} as {{ dbt.type_string() }}), {{ row_text(others) }})
    {%- endif -%}
{%- endmacro %}


{#- The columns in which two versions of a row can differ. -#}
{% macro content_columns(columns) %}
    {%- do return(columns.keys() | reject('equalto', '_fivetran_synced') | list) -%}
{% endmacro %}


{#- The columns that tell versions of a row apart, those that tell most first. -#}
{% macro version_columns() %}
    {%- do return([
        '_fivetran_start', '_fivetran_synced', 'last_modified_date', 'last_modified_at', 'last_modified_time',
        'updated_at', 'updated_time', 'updated',
    ]) -%}
{% endmacro %}


{#- The order that puts the newest version of a row first. To close one, Fivetran syncs it again: its start stays. -#}
{% macro newest_first(columns) -%}
    {%- for version in version_columns() if version in columns -%}
        {{ version }} desc nulls last,{{ ' ' }}
    {%- endfor -%}
    {{ '_fivetran_deleted desc nulls last, ' if '_fivetran_deleted' in columns -}}
    {{ '_fivetran_active nulls last, ' if '_fivetran_active' in columns }}
{%- endmacro %}


{#-
  What is wrong with a row that another one of its key differs from, where no column tells which is newer: a sum that is
  broken down by what the key does not know, or a correction without its time. Either way this one would go unseen.
-#}
{% macro undecided(contract, landed) %}
    {%- set others = 'values but its measures' if contract.measures else 'values' -%}
    {%- do return(
        'another row with the same ' ~ (others if missing_key(contract, landed) else contract.key | join(', '))
        ~ ' differs and is no older; sum up what is broken down further, or land `_fivetran_synced`'
    ) -%}
{% endmacro %}
