{#- What a domain ends with: letters, or those of another alphabet as `xn--p1ai`. -#}
{% macro top_level() -%}
    (?:xn--[a-z0-9-]+|[a-z]{2,})
{%- endmacro %}


{#- The host of a URL, without `www.`; null where there is none. -#}
{% macro url_host(url) -%}
    nullif(regexp_extract(lower({{ url }}), '^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@?#]*@)?(?:www[.])?([a-z0-9.-]+[.]{{ top_level() }})', 1), '')
{%- endmacro %}


{#-
  The path of a URL, without query and fragment, as landing pages are compared; null where there is no URL. Paths are
  published: `(address)` stands for what holds an e-mail address. Few do, and to look for its sign costs nothing.
-#}
{% macro url_path(url) -%}
    {%- set path -%}
        coalesce(nullif(regexp_extract({{ url }}, '^(?:[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*)?([^?#]*)', 1), ''), '/')
    {%- endset -%}
    case
        when contains({{ url }}, '@') or contains({{ url }}, '%40') then {{ without_addresses(path) }}
        when {{ url }} is not null then {{ path }}
    end
{%- endmacro %}


{#-
  The path of a page whose address is as people and tools write it. What stands before the first slash is a host where
  it holds a dot, and else the begin of a path.
-#}
{% macro page_path(url) -%}
    {%- set address -%}
        case
            when {{ matches(url, "'^(/|[a-zA-Z][a-zA-Z0-9+.-]*://)'") }} then {{ url }}
            when {{ matches(url, "'^[^/?#]*[.][^/?#]*/'") }} then 'https://' || {{ url }}
            else '/' || {{ url }}
        end
    {%- endset -%}
    {{ url_path(address) }}
{%- endmacro %}


{#- A path with `(address)` for each part that holds an e-mail address. -#}
{% macro without_addresses(path) -%}
    {{ adapter.dispatch('without_addresses')(path) }}
{%- endmacro %}

{% macro default__without_addresses(path) -%}
    regexp_replace({{ path }}, '[^/]*(?:@|%40)[^/]*', '(address)', 'g')
{%- endmacro %}

{% macro spark__without_addresses(path) -%}
    regexp_replace({{ path }}, '[^/]*(?:@|%40)[^/]*', '(address)')
{%- endmacro %}


{#- The value of a query parameter of a URL; null where it has none. -#}
{% macro url_parameter(url, name) -%}
    nullif(regexp_extract({{ url }}, '[?&]{{ name }}=([^&#]+)', 1), '')
{%- endmacro %}


{#- What stands percent-encoded in a URL; as it stands where that is no encoding. -#}
{% macro url_decoded(text) -%}
    {{ adapter.dispatch('url_decoded')(text) }}
{%- endmacro %}

{% macro default__url_decoded(text) -%}
    coalesce(try(url_decode({{ text }})), {{ text }})
{%- endmacro %}

{% macro spark__url_decoded(text) -%}
    coalesce(try_url_decode({{ text }}), {{ text }})
{%- endmacro %}


{#- The domain of an e-mail address; null where it has none. -#}
{% macro email_domain(email) -%}
    nullif(regexp_extract(lower({{ email }}), '@([a-z0-9.-]+[.]{{ top_level() }})$', 1), '')
{%- endmacro %}


{#- An e-mail address, in lower case; what has no @, such as n/a, is none. -#}
{% macro email_address(text) -%}
    case when {{ text }} like '%@%' then lower({{ text }}) end
{%- endmacro %}
