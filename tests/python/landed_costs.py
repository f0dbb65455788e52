"""Cost, budgets and quotes of the demo, recomputed from the landed rows; see landed.py."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from landed import config, kept, month, variable
from landed_funnel import Deal, deals, lead_deals, leads
from landed_more import dollars
from landed_now import now
from landed_web import deliveries

NONE = "unallocated"


@dataclass
class Cost:
    """What was spent on a day, where it counts and the channel it is for."""

    day: date
    group: str
    channel: str
    amount: Decimal


def channel_name(text: str | None) -> str:
    """A channel by its name in any case; nothing else is one."""
    names = {row["channel"].lower(): row["channel"] for row in config("channels")}
    return names.get((text or "").lower(), NONE)


def cost_group(row: dict) -> str:
    """Where an entry of the ledger counts: by its type, its department, or as overhead."""
    kind = row["category"].lower().replace(" ", "_")
    if kind in ("cogs", "cost_to_serve"):
        return kind
    department = row["department"].lower()
    if department in ("marketing", "sales"):
        return department
    return "overhead" if kind == "overhead" else "other"


@cache
def told_in() -> dict[str, tuple[date, date]]:
    """First month in which platforms report what they cost and the one after the last, by the channel that they bill."""
    google = ("Paid Search", "Paid Video", "Paid Shopping", "Display", "Cross-network")
    spent = [one for one in deliveries() if one.spend]
    found = {}
    for told in (google, ("Paid Social",)):
        months = [month(one.day) for one in spent if one.channel in told]
        found |= dict.fromkeys(told, (min(months), month(max(months) + timedelta(days=31))))
    firsts, lasts = zip(*found.values(), strict=True)
    return found | {NONE: (min(firsts), max(lasts))}


def is_platform_bill(row: dict) -> bool:
    """Whether an entry of the ledger is the bill of a platform that reports what it costs."""
    kind = row["category"].lower().replace(" ", "_")
    since, until = told_in().get(channel_name(row["channel"]), (date.max, date.min))
    is_told = since <= month(row["entry_date"]) <= until
    return kind in variable("platform_cost_categories") and is_told


@cache
def costs() -> list[Cost]:
    """The ledger, without what ad platforms report themselves, and their reports."""
    found = [
        Cost(one.day, "marketing", one.channel, one.spend) for one in deliveries() if one.spend
    ]
    for row in kept("finance__cost_ledger"):
        if is_platform_bill(row):
            continue
        amount = dollars(row["amount"], row["currency"], row["entry_date"])
        if amount is not None:
            found.append(
                Cost(row["entry_date"], cost_group(row), channel_name(row["channel"]), amount)
            )
    return found


def of_costs(*groups: str) -> list[tuple[date, str, Decimal]]:
    """(day, channel, amount) of each cost of some groups, of all without any."""
    return [
        (one.day, one.channel, one.amount) for one in costs() if not groups or one.group in groups
    ]


@cache
def cogs() -> list[tuple[date, str, Decimal]]:
    """(day, product, cost) of goods sold, of a product by the name that billing has for it."""
    names = {row["name"].lower(): row["name"] for row in kept("stripe__product")}
    found = []
    for row in kept("finance__cost_ledger"):
        amount = dollars(row["amount"], row["currency"], row["entry_date"])
        if cost_group(row) == "cogs" and amount is not None and not is_platform_bill(row):
            product = row["product"] or NONE
            found.append((row["entry_date"], names.get(product.lower(), product), amount))
    return found


@cache
def budgets() -> list[tuple[date, str, Decimal]]:
    """(month, channel, budget), at the rate of the month's first day, of months to come at today's."""
    found = []
    for row in kept("finance__budget"):
        start = month(row["period_start"])
        amount = dollars(row["amount"], row["currency"], min(start, now()))
        if amount is not None:
            found.append((start, channel_name(row["channel"]), amount))
    return found


@cache
def quoted_deals() -> list[tuple[Deal, date, date]]:
    """(deal, day of SQL, day of the first quote that was sent); an SQL is that of its first deal."""
    unsent = [status.lower() for status in variable("unsent_quote_statuses")]
    by_id = {deal.id: deal for deal in deals()}
    first: dict[Deal, date] = {}
    for row in kept("salesforce__quote"):
        deal = by_id.get(row["opportunity_id"] or "")
        day = row["created_date"].date()
        price = row["total_price"] if row["total_price"] is not None else row["grand_total"]
        unpriced = price is not None and dollars(price, row["currency_iso_code"], day) is None
        if deal and not unpriced and (row["status"] or "").lower() not in unsent:
            first[deal] = min(day, first.get(deal, day))
    accepted: dict[Deal, list[date]] = defaultdict(list)
    for lead in leads():
        linked = lead_deals().get(lead.person, {})
        first_deal = min(
            linked, key=lambda deal: (deal.opened_at or datetime.max, deal.id), default=None
        )
        if first_deal and lead.sql_at and linked[first_deal][0] == 1:
            accepted[first_deal].append(lead.sql_at.date())
    return [(deal, min(accepted.get(deal) or [deal.opened]), day) for deal, day in first.items()]
