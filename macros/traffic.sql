{#- The six things that tell where something came from, as the channel rules want them: lower case, '' for nothing. -#}
{% macro traffic_columns(lead_source, source, medium, campaign, click_id, referrer_host) -%}
    {{ traffic_text(lead_source) }} as lead_source,
        {{ traffic_text(source) }} as source,
        {{ traffic_text(medium) }} as medium,
        {{ traffic_text(campaign) }} as campaign,
        {{ traffic_text(click_id) }} as click_id,
        {{ traffic_text(referrer_host) }} as referrer_host
{%- endmacro %}


{#- The key under which `int_traffic` holds such a combination; no text of theirs holds the separator. -#}
{% macro traffic_key(lead_source, source, medium, campaign, click_id, referrer_host) -%}
    {%- set texts = [] -%}
    {%- for value in [lead_source, source, medium, campaign, click_id, referrer_host] -%}
        {%- do texts.append(traffic_text(value)) -%}
    {%- endfor -%}
    md5(concat_ws(chr(31), {{ texts | join(', ') }}))
{%- endmacro %}


{% macro traffic_text(value) -%}
    lower(trim(coalesce({{ value }}, '')))
{%- endmacro %}


{#-
  The domain that a host belongs to, '' where it has none: its last two labels, or three below such as co.uk and below
  hosts where each label is a site of its own.
-#}
{% macro registrable_domain(host) -%}
    {%- set shared = ['blogspot[.]com', 'github[.]io', 'herokuapp[.]com', 'hs-sites[.]com', 'myshopify[.]com',
        'netlify[.]app', 'vercel[.]app', 'web[.]app', 'wordpress[.]com'] -%}
    {%- set below = '(?:ac|co|com|edu|gov|ne|net|or|org)[.][a-z]{2}|' ~ shared | join('|') -%}
    regexp_extract({{ host }}, '([^.]+[.](?:{{ below }})|[^.]+[.][^.]+)$', 1)
{%- endmacro %}


{#- Whether two hosts are of one site, sub-domains included; null where one of them is unknown. -#}
{% macro is_one_site(host, other) -%}
    (nullif({{ registrable_domain(host) }}, '') = {{ registrable_domain(other) }})
{%- endmacro %}


{#- The first label of a host, without the short prefix of a mobile or country site. -#}
{% macro first_label(host) -%}
    regexp_extract({{ host }}, '^(?:www[.]|[a-z]{1,2}[.])?([^.]+)[.]', 1)
{%- endmacro %}


{#-
  The visit of an event. Without a session id (consent mode) a visitor's day, where it is reported, is one visit; an
  event that has no page either was sent by a server (Measurement Protocol) and is of none.
-#}
{% macro session_id(visitor_id, ga_session_id, occurred_at, page_location) -%}
    {%- set day = dbt.cast(reporting_date(occurred_at), dbt.type_string()) -%}
    {%- set of_page = 'case when ' ~ page_location ~ ' is not null then ' ~ day ~ ' end' -%}
    md5({{ visitor_id }} || '|' || coalesce({{ ga_session_id }}, {{ of_page }}))
{%- endmacro %}
