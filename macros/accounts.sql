{#-
  The account of a mail domain, beside a left join of int_account_domains as `account_domains`: the one that it leads to
  in the CRM, else one that stands for the domain itself; null at free-mail domains.
-#}
{% macro account_of_domain(domain) -%}
    case when account_domains.domain is null then 'domain:' || {{ domain }} else account_domains.account_id end
{%- endmacro %}
