{#- The currency of records that name none, as a literal; null where such records are to be set aside. -#}
{% macro default_currency() -%}
    {%- set currency = var('reporting_currency') if var('default_currency') == 'reporting' else var('default_currency') -%}
    {{ "'" ~ currency ~ "'" if currency else 'cast(null as ' ~ dbt.type_string() ~ ')' }}
{%- endmacro %}


{#-
  The rate from a currency to the reporting currency: 1 for that currency itself, else the rate of the day that
  was joined. Null where there is none: such a row goes to quarantine, never through at 1.
-#}
{% macro fx_rate(currency, joined_rate) -%}
    case
        when {{ currency }} = '{{ var("reporting_currency") }}' then cast(1 as decimal(24, 15))
        else {{ joined_rate }}
    end
{%- endmacro %}


{#-
  An amount at a rate. DuckDB keeps all 21 decimals of the product, Spark only six where a factor is as wide as here: both
  round once.
-#}
{% macro at_rate(amount, rate) -%}
    cast(cast({{ amount }} as decimal(28, 6)) * {{ rate }} as decimal(18, 6))
{%- endmacro %}


{#- An amount that landed in the currency's smallest unit, which for most, not all, is a hundredth. -#}
{% macro major_units(amount_minor, minor_units) -%}
    cast({{ amount_minor }} * case coalesce({{ minor_units }}, 2) when 0 then 1 when 3 then 0.001 else 0.01 end as decimal(18, 6))
{%- endmacro %}


{#- What an invoice came to without tax, in the smallest unit; newer versions of Stripe tell it, not the tax. -#}
{% macro untaxed_minor(invoice) -%}
    coalesce({{ invoice }}.total_excluding_tax_minor, {{ invoice }}.total_minor - coalesce({{ invoice }}.tax_minor, 0))
{%- endmacro %}


{#- The sentence that sets a row aside for want of a rate. -#}
{% macro missing_rate(currency, date) -%}
    case
        when {{ currency }} is null then 'no currency: name one in default_currency of dbt_project.yml'
        else
            'no exchange rate from ' || {{ currency }} || ' to {{ var("reporting_currency") }} on '
            || coalesce(cast({{ date }} as {{ dbt.type_string() }}), 'an unknown day')
            || ': add what one ' || concat_ws(' and one ', nullif({{ currency }}, 'USD'), nullif('{{ var("reporting_currency") }}', 'USD'))
            || ' is in US dollars to seeds/config/fx_rates.csv'
    end
{%- endmacro %}


{#-
  A double as money, halves rounded away from zero. What is a half in decimals lies a hair below or above it as a
  double, and engines round that differently; a few hairs more, and it lies above.

  Example: rounded('pipeline_value * win_rate', 6, 'decimal(28, 6)')
-#}
{% macro rounded(amount, digits, type) -%}
    cast(round({{ amount }} * 1.00000000000001e0, {{ digits }}) as {{ type }})
{%- endmacro %}
