{#-
  The social network behind a visit, of the social channels alone; `(none)` for the others.

  Arguments:
    channel   the channel by the rules
    source    UTM source or host that referred
    click_id  kind of click id on the landing page, or ''

  Example:
    social_network('traffic.channel', 'sessions.source', 'sessions.click_id')
-#}
{% macro social_network(channel, source, click_id) -%}
    case
        when {{ channel }} not in ('Paid Social', 'Organic Social') then '(none)'
        {%- for network, pattern in {
            'linkedin': 'linkedin|lnkd[.]in',
            'instagram': 'instagram|^ig$',
            'facebook': 'facebook|^fb|meta',
            'x': 'twitter|^x$|^x[.]com$|^t[.]co$',
            'youtube': 'youtu',
            'tiktok': 'tiktok',
            'reddit': 'reddit',
            'xing': 'xing',
        }.items() %}
        when {{ matches("lower(coalesce(" ~ source ~ ", ''))", "'" ~ pattern ~ "'") }} then '{{ network }}'
        {%- endfor %}
        when {{ click_id }} = 'li_fat_id' then 'linkedin'
        when {{ click_id }} = 'fbclid' then 'facebook'
        when {{ click_id }} = 'twclid' then 'x'
        when {{ click_id }} = 'ttclid' then 'tiktok'
        else 'other'
    end
{%- endmacro %}
