{#- Whether an event is a conversion on the site. -#}
{% macro is_conversion(event_name) -%}
    {{ event_name }} in ('{{ var('conversion_events') | join("', '") }}')
{%- endmacro %}


{#- Whether an event is of a lead form that was sent. -#}
{% macro is_lead_event(event_name) -%}
    {{ event_name }} in ('{{ var('lead_events') | join("', '") }}')
{%- endmacro %}


{#- Whether an event shows a call to action. -#}
{% macro is_cta_shown(event_name, cta_id) -%}
    {{ cta_id }} is not null and {{ event_name }} in ('{{ var('cta_shown_events') | join("', '") }}')
{%- endmacro %}


{#- Whether a row of int_sessions tells that the site is measured; a server may go on when the site has stopped. -#}
{% macro is_of_the_site() -%}
    session_id is not null or visitor_id is null
{%- endmacro %}


{#- A tag of an event. What GA4 made out by itself it writes in brackets, such as (organic). -#}
{% macro event_tag(parameter) -%}
    case when {{ parameter }} not like '(%)' then {{ parameter }} end
{%- endmacro %}


{#- Google's id of the campaign whose ad led to a page, as Google writes it into the address. -#}
{% macro google_campaign_id(url) -%}
    case when contains({{ url }}, 'gad_campaignid=') then {{ url_parameter(url, 'gad_campaignid') }} end
{%- endmacro %}


{#- A visitor as GA4 calls it, where a form kept the cookie `_ga` as it is, such as GA1.1.1781412345.1650000000. -#}
{% macro visitor_of_cookie(cookie) -%}
    regexp_replace({{ cookie }}, '^GA[0-9]+[.][0-9-]+[.]', '')
{%- endmacro %}


{#-
  Text by which events of one instant are told apart, which have no order of their own: their id, else all that they say
  of their visit.
-#}
{% macro event_text() -%}
    {%- set told = [
        'event_name', 'page_location', 'page_referrer', 'hostname', 'source', 'medium', 'campaign', 'term', 'content',
        'gclid', 'experiment_id', 'variant', 'device_category', 'country',
    ] -%}
    coalesce(event_id, concat_ws(chr(31){% for column in told %}, coalesce({{ column }}, ''){% endfor %}))
{%- endmacro %}


{#-
  The kind of click id that an event carries, such as gclid; null where it has none. Google marks what its ads lead to
  with `gad_source` and the campaign, too, which stay where a click id may not be kept.
-#}
{% macro click_id(gclid, url) -%}
    case
            when {{ gclid }} is not null or {{ matches(url, "'[?&](gclid|gbraid|wbraid|gad_source|gad_campaignid)='") }}
                then 'gclid'
            else nullif(regexp_extract({{ url }}, '[?&](msclkid|li_fat_id|fbclid|ttclid|twclid)=', 1), '')
        end
{%- endmacro %}


{#- What an event is about, in lower case: the call to action that it names, else the form, else its own name. -#}
{% macro subject(event_name, cta_type, form_id) -%}
    lower(coalesce(nullif({{ cta_type }}, ''), nullif({{ form_id }}, ''), {{ event_name }}))
{%- endmacro %}


{#- The form made the lead, unless the CRM had known the person for more than a day when they filled it. -#}
{% macro is_lead_by_form(lead_at, first_lead_event_at) -%}
    {{ dbt.datediff(reporting_date(lead_at), reporting_date(first_lead_event_at), 'day') }} <= 1
{%- endmacro %}


{#- Whether a channel is of social networks. -#}
{% macro is_social(channel) -%}
    {{ channel }} in ('Paid Social', 'Organic Social')
{%- endmacro %}


{#- The social network that a source or, where given, a click id names; null where it names none that we know. -#}
{% macro known_network(source, click_id=none) -%}
    {%- set networks = {
        'linkedin': "(^|[-_ .])(linkedin|lnkd[.]in)",
        'instagram': "(^|[-_ .])(instagram|ig(ads?)?($|[-_ ]))",
        'threads': "(^|[.])threads",
        'facebook': "(^|[-_ .])(facebook|fb|meta|messenger)(ads?)?($|[-_ .])",
        'x': "(^|[-_ .])twitter|(^|[.])(t[.]co$|x(ads?)?($|[-_ ])|x[.]com$)",
        'tiktok': "(^|[.])tiktok",
        'reddit': "(^|[.])reddit",
        'xing': "(^|[.])xing",
        'youtube': "(^|[.])(youtube|youtu[.]be)",
        'pinterest': "(^|[.])pinterest",
    } -%}
    {%- set click_ids = {'li_fat_id': 'linkedin', 'fbclid': 'facebook', 'ttclid': 'tiktok', 'twclid': 'x'} -%}
    case
        {%- for network, pattern in networks.items() %}
        when {{ matches('lower(' ~ source ~ ')', "'" ~ pattern ~ "'") }} then '{{ network }}'
        {%- endfor %}
        {%- for click, network in click_ids.items() if click_id %}
        when {{ click_id }} = '{{ click }}' then '{{ network }}'
        {%- endfor %}
    end
{%- endmacro %}


{#- The social network of a visit through a social channel, by its source or its click id; '(none)' for every other. -#}
{% macro social_network(channel, source, click_id=none) -%}
    case when {{ is_social(channel) }} then coalesce({{ known_network(source, click_id) }}, 'Other') else '(none)' end
{%- endmacro %}


{#-
  The chance that two equal shares differ by as many standard errors, in either direction: 1 - erf(|z| / sqrt(2)), by
  formula 7.1.26 of Abramowitz and Stegun, whose error is below 1.5e-7, to six decimals. Neither engine's SQL has
  the error function.
-#}
{% macro two_sided_p_value(z) -%}
    {%- set x = '(abs(' ~ z ~ ') / sqrt(2e0))' -%}
    {%- set t = '(1e0 / (1e0 + 0.3275911e0 * ' ~ x ~ '))' -%}
    case
        when {{ z }} is not null
            then round(least(1e0, {{ t }} * (0.254829592e0 + {{ t }} * (-0.284496736e0 + {{ t }} * (
                1.421413741e0 + {{ t }} * (-1.453152027e0 + {{ t }} * 1.061405429e0)
            ))) * exp(-1e0 * {{ x }} * {{ x }})), 6)
    end
{%- endmacro %}


{#-
  Whether a visit is a click on an ad: a medium that is paid or display as in the channel rules, or a click id that
  only ads carry. Facebook and LinkedIn put theirs on unpaid links too, so that those alone prove nothing.
-#}
{% macro is_ad_click(medium, click_id) -%}
    {%- set paid = "'^(.*cp.*|ppc|retargeting|paid.*|display|banner|expandable|interstitial)$'" -%}
    (
        coalesce({{ matches(medium, paid) }}, false)
        or coalesce({{ click_id }} in ('gclid', 'msclkid', 'ttclid', 'twclid'), false)
    )
{%- endmacro %}


{#-
  Whether traffic came by an ad of Google's: its click id, a source named after its ads, or a site of its own with a
  paid medium.
-#}
{% macro is_google_ad(source, medium, click_id) -%}
    (
        {{ click_id }} = 'gclid'
        or {{ matches(source, "'^(adwords|google[-_ ]?ads?)$'") }}
        or ({{ matches(source, "'^(google|youtube)([.]|$)'") }} and {{ is_ad_click(medium, "''") }})
    )
{%- endmacro %}
