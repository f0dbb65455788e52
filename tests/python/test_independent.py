"""The demo's main figures, recomputed from the landed files in plain Python that shares no SQL with the models."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal, InvalidOperation

from landed import SEEDS, Rates, is_gone, is_test, moment, newest, rows


def test_ad_spend(demo):
    currencies = {
        **{
            ("google_ads", row["id"]): row["currency_code"]
            for row in rows("google_ads__account_history")
        },
        **{
            ("linkedin_ads", row["id"]): row["currency"]
            for row in rows("linkedin_ads__account_history")
        },
        **{
            ("facebook_ads", row["id"]): row["currency"]
            for row in rows("facebook_ads__account_history")
        },
    }
    creatives = {row["id"]: row["campaign_id"] for row in rows("linkedin_ads__creative_history")}
    campaigns = {row["id"]: row["account_id"] for row in rows("linkedin_ads__campaign_history")}
    spend: dict[tuple[str, str, date], Decimal] = defaultdict(Decimal)

    def by_campaign(table: str, campaign: str) -> dict[tuple, Decimal]:
        total: dict[tuple, Decimal] = defaultdict(Decimal)
        for row in newest(rows(table), "_fivetran_id"):
            day = date.fromisoformat(row["date"][:10])
            total[row["customer_id"], row[campaign], day] += Decimal(row["cost_micros"]) / 1_000_000
        return total

    of_ads = by_campaign("google_ads__ad_stats", "campaign_id")
    of_campaigns = by_campaign("google_ads__campaign_stats", "id")
    for account, campaign, day in of_ads.keys() | of_campaigns.keys():
        key = account, campaign, day
        spend["google_ads", account, day] += max(of_ads[key], of_campaigns[key])
    for row in newest(rows("linkedin_ads__ad_analytics_by_creative"), "creative_id", "day"):
        account = campaigns.get(creatives.get(row["creative_id"], ""), "")
        day = date.fromisoformat(row["day"][:10])
        # Without the account nobody knows the local currency; LinkedIn states dollars besides.
        cost = row["cost_in_local_currency"] if account else row["cost_in_usd"]
        spend["linkedin_ads", account, day] += Decimal(cost or 0)
    for row in newest(rows("facebook_ads__basic_ad"), "ad_id", "date"):
        day = date.fromisoformat(row["date"][:10])
        spend["facebook_ads", row["account_id"], day] += Decimal(row["spend"] or 0)

    rates = Rates()
    total: dict[str, Decimal] = defaultdict(Decimal)
    for (platform, account, day), amount in spend.items():
        if amount:
            # An ad whose history has not landed has no account; its amount is taken as dollars.
            currency = currencies.get((platform, account), "USD")
            total[platform] += rates.dollars(amount, currency, day) or 0
    for platform, amount in demo.query(
        "select platform, sum(spend) from core.fct_ad_performance group by platform"
    ):
        # Rounded row by row there, day by day here.
        assert abs(amount - total[platform]) < Decimal("0.01"), platform


def test_revenue(demo):
    with (SEEDS / "config" / "currencies.csv").open(newline="") as file:
        digits = {row["currency"]: int(row["minor_units"]) for row in csv.DictReader(file)}
    tests = {row["id"] for row in rows("stripe__customer") if is_test(row)}
    rates = Rates()
    by_month: dict[date, Decimal] = defaultdict(Decimal)
    readable = []
    for row in rows("stripe__invoice"):
        try:
            minor = Decimal(row["total"]) - Decimal(row["tax"] or 0)
        except InvalidOperation:
            continue
        created = moment(row["created"])
        if created and row["id"] and row["customer_id"] and minor == minor.to_integral_value():
            readable.append({**row, "minor": minor, "day": created.date()})
    for row in newest(readable, "id"):
        if is_gone(row) or row["status"] not in ("paid", "open"):
            continue
        if row["customer_id"] in tests:
            continue
        currency = row["currency"].upper()
        notes = ("pre_payment_credit_notes_amount", "post_payment_credit_notes_amount")
        credited = sum(Decimal(row[one] or 0) for one in notes)
        kept = 1 - credited / (Decimal(row["total"]) or 1)
        amount = row["minor"] * kept / 10 ** digits.get(currency, 2)
        dollars = rates.dollars(amount, currency, row["day"])
        if dollars is not None:
            by_month[row["day"].replace(day=1)] += dollars
    assert dict(
        demo.query(
            "select date_trunc('month', date_day)::date, sum(revenue) from funnel.funnel_daily"
            " group by all having sum(revenue) <> 0"
        )
    ) == {month: amount for month, amount in by_month.items() if amount}


def test_sessions(demo):
    kept = newest([row for row in rows("ga4__event") if row["timestamp"]], "_fivetran_id")
    visits = {
        (row["user_pseudo_id"], row["param_ga_session_id"] or row["timestamp"][:10])
        for row in kept
        if row["user_pseudo_id"]
    }
    assert demo.value("select sum(sessions) from funnel.funnel_daily") == len(visits)


def test_leads_are_people(demo):
    """Union-find over addresses, merges, conversions, logins, forms and e-mail clicks."""
    leads = [row for row in rows("salesforce__lead") if row["id"] and moment(row["created_date"])]
    leads = [row for row in newest(leads, "id") if not is_gone(row)]
    contacts = [row for row in newest(rows("salesforce__contact"), "id") if not is_gone(row)]
    events = newest([row for row in rows("ga4__event") if row["user_pseudo_id"]], "_fivetran_id")
    parent: dict[str, str] = {}

    def find(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def link(one: str, other: str) -> None:
        parent[find(one)] = find(other)

    addresses = Counter(row["email"].lower() for row in leads + contacts if row["email"])
    emails: dict[str, str] = {}
    cookies: dict[str, set[str]] = defaultdict(set)
    for kind, records in (("lead", leads), ("contact", contacts)):
        for row in records:
            node = f"{kind}:{row['id']}"
            find(node)
            if row["email"] and addresses[row["email"].lower()] <= 50:
                emails[node] = row["email"].lower()
                link(node, f"email:{emails[node]}")
            if row["master_record_id"]:
                link(node, f"{kind}:{row['master_record_id']}")
            if row.get("converted_contact_id"):
                link(node, f"contact:{row['converted_contact_id']}")
            if row.get("user_id_c"):
                link(node, f"user:{row['user_id_c']}")
                emails.setdefault(f"user:{row['user_id_c']}", emails.get(node, node))
            if row["ga_client_id_c"]:
                cookies[row["ga_client_id_c"]].add(node)
    known = {row["id"]: f"lead:{row['id']}" for row in leads}
    known |= {row["id"]: f"contact:{row['id']}" for row in contacts}
    for row in events:
        if row["user_id"]:
            cookies[row["user_pseudo_id"]].add(f"user:{row['user_id']}")
        clicked = re.search(r"[?&]eid=([^&#]+)", row["param_page_location"])
        if clicked and clicked[1] in known:
            cookies[row["user_pseudo_id"]].add(known[clicked[1]])
    for cookie, nodes in cookies.items():
        if len({emails.get(node, node) for node in nodes}) <= 3:
            for node in nodes:
                link(f"cookie:{cookie}", node)

    people = {find(f"lead:{row['id']}") for row in leads}
    filled = {row["user_pseudo_id"] for row in events if row["name"] == "generate_lead"}
    people |= {find(f"cookie:{cookie}") for cookie in filled if f"cookie:{cookie}" in parent}
    assert demo.value("select sum(leads) from funnel.funnel_daily") == len(people)


def test_deals(demo):
    readable = []
    for row in rows("salesforce__opportunity"):
        closes = moment(row["close_date"]) if row["close_date"] else None
        amount = re.fullmatch(r"-?[0-9.]*", row["amount"])
        if row["id"] and row["stage_name"] and amount and (closes or not row["close_date"]):
            readable.append(row)
    rates = Rates()
    won = Counter()
    for row in newest(readable, "id"):
        if is_gone(row) or row["is_won"] != "true":
            continue
        day = date.fromisoformat(row["close_date"][:10])
        amount = Decimal(row["amount"]) if row["amount"] else None
        if (
            amount is None
            or rates.dollars(amount, row["currency_iso_code"] or "USD", day) is not None
        ):
            won[day.replace(day=1)] += 1
    assert won == dict(
        demo.query(
            "select date_trunc('month', date_day)::date, sum(won_deals)::int from funnel.funnel_daily"
            " group by all having sum(won_deals) > 0"
        )
    )
