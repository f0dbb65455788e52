{#-
  The share of an amount that a credit gives, rounded down to the cent. What that leaves over is less than a cent a
  touch and never negative; whoever divides an amount adds it to one of the touches. The millionth of a cent keeps
  thirds, which are no binary fractions, from losing a cent they have.

  Arguments:
    amount  decimal
    credit  double in [0, 1]

  Example:
    whole_cents('conversions.revenue', 'credits.credit')
-#}
{% macro whole_cents(amount, credit) -%}
    cast(floor(cast({{ amount }} as double) * {{ credit }} * 100 + 0.000001) / 100 as decimal(18, 2))
{%- endmacro %}
