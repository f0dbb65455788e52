{#- The social network of a visit through a social channel, by its source or its click id; '(none)' for every other. -#}
{% macro social_network(channel, source, click_id) -%}
    {%- set networks = {
        'linkedin': "(^|[.])(linkedin|lnkd[.]in)",
        'instagram': "(^|[.])(instagram|ig($|[-_ ]))",
        'threads': "(^|[.])threads",
        'facebook': "(^|[.])(facebook|fb|meta|messenger)($|[-_ .])",
        'x': "(^|[.])(twitter|t[.]co$|x($|[-_ ]|[.]com$))",
        'tiktok': "(^|[.])tiktok",
        'reddit': "(^|[.])reddit",
        'xing': "(^|[.])xing",
        'youtube': "(^|[.])(youtube|youtu[.]be)",
        'pinterest': "(^|[.])pinterest",
    } -%}
    {%- set click_ids = {'li_fat_id': 'linkedin', 'fbclid': 'facebook', 'ttclid': 'tiktok', 'twclid': 'x'} -%}
    case
        when {{ channel }} is null or {{ channel }} not in ('Paid Social', 'Organic Social') then '(none)'
        {%- for network, pattern in networks.items() %}
        when {{ matches('lower(' ~ source ~ ')', "'" ~ pattern ~ "'") }} then '{{ network }}'
        {%- endfor %}
        {%- for click, network in click_ids.items() %}
        when {{ click_id }} = '{{ click }}' then '{{ network }}'
        {%- endfor %}
        else 'Other'
    end
{%- endmacro %}
