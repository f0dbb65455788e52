"""What is wrong with the landing on purpose, counted in the landing itself."""

from __future__ import annotations

import duckdb


def _duplicates(table: str) -> str:
    return f"select (select count(*) from {table}) - count(*) from (select distinct * from {table})"


def _superseded(table: str, key: str) -> str:
    return f"""select count(*) - count(distinct ({key})) from (select distinct * from {table})
        where {key.split(",")[0]} is not null"""


def _unreadable(table: str, column: str) -> str:
    return f"""select count(*) from text_dirt where is_unreadable
        and connector || '.' || table_name = '{table}' and column_name = '{column}'"""


def _offsets(table: str, column: str, suffix: str) -> str:
    return f"""select count(*) from text_dirt where text_value like '%T%{suffix}'
        and connector || '.' || table_name = '{table}' and column_name = '{column}'"""


def _chains(table: str) -> str:
    return f"""select count(*) from {table} as a inner join {table} as b
        on a.master_record_id = b.id where b.master_record_id is not null"""


def _count(table: str, condition: str) -> str:
    return f"select count(*) from {table} where {condition}"


def _people_with_cookies(number: str) -> str:
    return f"""
        with people as (
            select id as record_id, coalesce(converted_contact_id, id) as person_id
            from salesforce.lead
            union
            select id, id from salesforce.contact
        ),
        links as (
            select id as record_id, ga_client_id_c as cookie from salesforce.lead
            union all
            select id, ga_client_id_c from salesforce.contact
            union all
            select c.id, e.user_pseudo_id
            from ga4.event as e inner join salesforce.contact as c on e.user_id = c.user_id_c
            union all
            select split_part(param_page_location, '?eid=', 2), user_pseudo_id from ga4.event
            where param_page_location like '%?eid=%'
        )
        select count(*) from (
            select person_id from links inner join people using (record_id)
            group by person_id having count(distinct cookie) {number})"""


# What each kind is called, and the query that counts its rows.
DIRT = {
    "exact duplicate: ga4.event": _duplicates("ga4.event"),
    "exact duplicate: google_ads.campaign_stats": _duplicates("google_ads.campaign_stats"),
    "exact duplicate: google_ads.ad_stats": _duplicates("google_ads.ad_stats"),
    "exact duplicate: linkedin_ads.ad_analytics_by_creative": _duplicates(
        "linkedin_ads.ad_analytics_by_creative"
    ),
    "exact duplicate: facebook_ads.basic_ad": _duplicates("facebook_ads.basic_ad"),
    "exact duplicate: stripe.invoice": _duplicates("stripe.invoice"),
    "superseded row: ga4.event (intraday)": _superseded("ga4.event", "_fivetran_id"),
    "superseded row: google_ads.campaign_stats (restated)": _superseded(
        "google_ads.campaign_stats", "_fivetran_id"
    ),
    "superseded row: google_ads.ad_stats (restated)": _superseded(
        "google_ads.ad_stats", "_fivetran_id"
    ),
    "superseded row: linkedin_ads.ad_analytics_by_creative (restated)": _superseded(
        "linkedin_ads.ad_analytics_by_creative", "creative_id, day"
    ),
    "superseded row: facebook_ads.basic_ad (restated)": _superseded(
        "facebook_ads.basic_ad", "ad_id, date"
    ),
    "superseded row: salesforce.lead": _superseded("salesforce.lead", "id"),
    "superseded row: salesforce.opportunity": _superseded("salesforce.opportunity", "id"),
    "superseded row: stripe.invoice": _superseded("stripe.invoice", "id"),
    "superseded row: surveys.nps_response": _superseded("surveys.nps_response", "response_id"),
    "duplicate lead of one person (email in other spelling)": """
        select count(*) - count(distinct lower(trim(email))) from salesforce.lead
        where id is not null and not is_deleted and email not like '%example.com'
            and _fivetran_synced = getvariable('last_sync')""",
    "merged lead": _count("salesforce.lead", "master_record_id is not null"),
    "merged lead in a chain of two": _chains("salesforce.lead"),
    "merged contact": _count("salesforce.contact", "master_record_id is not null"),
    "merged contact in a chain of two": _chains("salesforce.contact"),
    "merged account": _count("salesforce.account", "master_record_id is not null"),
    "merged account in a chain of two": _chains("salesforce.account"),
    "two live accounts with one website (pairs)": r"""
        select count(*) from (
            select regexp_replace(website, '^(https?://)?(www\.)?([^/]+).*$', '\3') as host
            from salesforce.account where website is not null and not is_deleted
            group by host having count(*) > 1)""",
    "lead without source": _count("salesforce.lead", "lead_source is null"),
    "lead without source and email": _count(
        "salesforce.lead", "lead_source is null and email is null"
    ),
    "lead without id": _count("salesforce.lead", "id is null"),
    "contact role without contact": _count(
        "salesforce.opportunity_contact_role", "contact_id is null"
    ),
    "invoice without customer": _count("stripe.invoice", "customer_id is null"),
    "deleted in the source: lead, not merged": _count(
        "salesforce.lead", "is_deleted and master_record_id is null"
    ),
    "deleted in the source: account, not merged": _count(
        "salesforce.account", "is_deleted and master_record_id is null"
    ),
    "deleted in the source: opportunity": _count("salesforce.opportunity", "is_deleted"),
    "deleted in the source: contact role": _count(
        "salesforce.opportunity_contact_role", "is_deleted"
    ),
    "deleted in the source: campaign": _count("salesforce.campaign", "is_deleted"),
    "deleted in the source: campaign member": _count("salesforce.campaign_member", "is_deleted"),
    "deleted in the source: task": _count("salesforce.task", "is_deleted"),
    "deleted in the source: event": _count("salesforce.event", "is_deleted"),
    "deleted in the source: stripe customer": _count("stripe.customer", "is_deleted"),
    "deleted in the source: invoice": _count("stripe.invoice", "is_deleted"),
    "test lead": _count(
        "salesforce.lead", "email like '%@example.com' or email = 'test@harrowfen.example'"
    ),
    "test contact": _count("salesforce.contact", "email = 'test@harrowfen.example'"),
    "test stripe customer": _count("stripe.customer", "email like '%@example.com'"),
    "lead with a free-mail address": _count(
        "salesforce.lead", r"regexp_matches(email, '@(gmail|outlook|gmx|yahoo)\.')"
    ),
    "lead whose country is spelled another way": _count(
        "salesforce.lead", "country in ('USA', 'UK', 'Deutschland')"
    ),
    "lead of the shared tablet": """
        select count(*) from salesforce.lead where ga_client_id_c in (
            select ga_client_id_c from salesforce.lead group by 1 having count(*) >= 8)""",
    "person with two cookies": _people_with_cookies("= 2"),
    "person with three cookies or more": _people_with_cookies("> 2"),
    "event without cookie": _count("ga4.event", "user_pseudo_id is null"),
    "lead path: sales accepted without MQL": """
        select count(*) from (select id from salesforce.lead_history group by id
            having bool_or(status = 'Sales Accepted')
                and not bool_or(status = 'Marketing Qualified'))""",
    "lead path: open straight to qualified": """
        select count(*) from (select id from salesforce.lead_history group by id
            having bool_or(status = 'Qualified') and not bool_or(status = 'Sales Accepted'))""",
    "lead path: MQL after sales accepted": """
        select count(*) from (select id from salesforce.lead_history group by id
            having min(_fivetran_start) filter (status = 'Marketing Qualified')
                > min(_fivetran_start) filter (status = 'Sales Accepted'))""",
    "deal without account": _count("salesforce.opportunity", "account_id is null"),
    "deal without amount": _count("salesforce.opportunity", "amount is null"),
    "deal without contact role": """
        select count(distinct id) from salesforce.opportunity
        where id not in (select opportunity_id from salesforce.opportunity_contact_role)""",
    "deal without a lead behind its account": """
        select count(distinct id) from salesforce.opportunity where account_id not in (
            select converted_account_id from salesforce.lead where is_converted)""",
    "deal won before the first lead of its company": """
        select count(*) from deal as d inner join (
            select cid, min(lead_at) as lead_at from person group by cid) as p on d.cid = p.cid
        where d.is_won and d.closes_at < p.lead_at""",
    "contact role added after the deal closed": """
        select count(*) from salesforce.opportunity_contact_role as r
        inner join salesforce.opportunity as o on r.opportunity_id = o.id
        where o.is_closed and r.created_date::date > o.close_date""",
    "deal in CHF, without a rate": _count("salesforce.opportunity", "currency_iso_code = 'CHF'"),
    "deal in JPY": _count("salesforce.opportunity", "currency_iso_code = 'JPY'"),
    "invoice in CHF, without a rate": _count("stripe.invoice", "currency = 'chf'"),
    "invoice in JPY": _count("stripe.invoice", "currency = 'jpy'"),
    "negative (credit) invoice": _count("stripe.invoice", "total < 0"),
    "zero invoice": _count("stripe.invoice", "total = 0"),
    "void, draft or uncollectible invoice": _count(
        "stripe.invoice", "status in ('void', 'draft', 'uncollectible')"
    ),
    "second invoice of a customer on one day": """
        select coalesce(sum(n - 1), 0) from (select count(distinct id) as n from stripe.invoice
            group by customer_id, created::date having n > 1)""",
    "stripe customer known by email alone": _count(
        "stripe.customer", "metadata is null and email is not null"
    ),
    "stripe customer nothing leads to": _count(
        "stripe.customer", "metadata is null and email is null"
    ),
    "ad campaign with a later name": """
        select count(*) from (select id from ad_campaign_name group by id having count(*) > 1)""",
    "ad campaign without a mapping": _count("ad_campaign", "not is_mapped"),
    "ad row with clicks but no impressions": _count("ad_row", "clicks > 0 and impressions = 0"),
    "ad row without ad group id": _count("google_ads.ad_stats", "ad_group_id is null"),
    "ad row whose ad has no history": """
        select (select count(*) from google_ads.ad_stats
                where ad_id not in (select id from google_ads.ad_history))
            + (select count(*) from linkedin_ads.ad_analytics_by_creative
                where creative_id not in (select id from linkedin_ads.creative_history))
            + (select count(*) from facebook_ads.basic_ad
                where ad_id not in (select id from facebook_ads.ad_history))""",
    "unreadable date: lead.created_date": _unreadable("salesforce.lead", "created_date"),
    "unreadable date: opportunity.close_date": _unreadable("salesforce.opportunity", "close_date"),
    "unreadable date: invoice.created": _unreadable("stripe.invoice", "created"),
    "unreadable date: invoice_line_item.period_end": _unreadable(
        "stripe.invoice_line_item", "period_end"
    ),
    "unreadable amount: opportunity.amount": _unreadable("salesforce.opportunity", "amount"),
    "unreadable amount: invoice.total": _unreadable("stripe.invoice", "total"),
    "timestamp with offset +02:00: lead.created_date": _offsets(
        "salesforce.lead", "created_date", "+02:00"
    ),
    "timestamp with offset -05:00: lead.created_date": _offsets(
        "salesforce.lead", "created_date", "-05:00"
    ),
    "timestamp with Z: lead.created_date": _offsets("salesforce.lead", "created_date", "Z"),
    "timestamp with offset +02:00: invoice.created": _offsets(
        "stripe.invoice", "created", "+02:00"
    ),
    "timestamp with Z: invoice.created": _offsets("stripe.invoice", "created", "Z"),
    "exact duplicate: hubspot.email_event": _duplicates("hubspot.email_event"),
    "mail that was never sent": _count("hubspot.email_event", "type = 'DROPPED'"),
    "mail opened by a machine": _count(
        "hubspot.email_event_open", "user_agent = 'Mozilla/5.0' or user_agent like 'Barracuda%'"
    ),
    "recipient in another spelling": _count("hubspot.email_event", "recipient <> lower(recipient)"),
    "exact duplicate: zendesk.ticket": _duplicates("zendesk.ticket"),
    "deleted in the source: ticket": _count("zendesk.ticket", "status = 'deleted'"),
    "unreadable date: ticket.created_at": _unreadable("zendesk.ticket", "created_at"),
    "organization not connected to the CRM": _count("zendesk.organization", "external_id is null"),
    "exact duplicate: surveys.nps_response": _duplicates("surveys.nps_response"),
    "survey score off its scale": _count("surveys.nps_response", "score > 10"),
}


def count_dirt(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Count every kind of dirt in a built company: (kind, rows), in the order of DIRT."""
    return [(kind, connection.execute(query).fetchone()[0]) for kind, query in DIRT.items()]
