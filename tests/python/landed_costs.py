"""Cost, budgets and quotes of the demo, recomputed from the landed rows; see landed.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
ADS = "ad_spend"


@dataclass
class Cost:
    """What was spent on a day, where it counts, by its category and the channel it is for."""

    day: date
    group: str
    category: str
    channel: str
    amount: Decimal


def channel_name(text: str | None) -> str:
    """A channel by its name in any case; nothing else is one."""
    names = {row["channel"].lower(): row["channel"] for row in config("channels")}
    return names.get((text or "").lower(), NONE)


def category(row: dict) -> str:
    """The category of an entry of the ledger, in any case."""
    return row["category"].lower().replace(" ", "_")


def cost_group(row: dict) -> str:
    """Where an entry of the ledger counts: by its type, its department, or as overhead."""
    kind = category(row)
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
    kind = category(row)
    since, until = told_in().get(channel_name(row["channel"]), (date.max, date.min))
    is_told = since <= month(row["entry_date"]) <= until
    return kind in variable("platform_cost_categories") and is_told


@cache
def costs() -> list[Cost]:
    """The ledger, without what ad platforms report themselves, and their reports."""
    found = [
        Cost(one.day, "marketing", ADS, one.channel, one.spend) for one in deliveries() if one.spend
    ]
    for row in kept("finance__cost_ledger"):
        if is_platform_bill(row):
            continue
        amount = dollars(row["amount"], row["currency"], row["entry_date"])
        if amount is not None:
            channel = channel_name(row["channel"])
            found.append(Cost(row["entry_date"], cost_group(row), category(row), channel, amount))
    return found


def number_of(day: date) -> int:
    """Its month, counted."""
    return 12 * day.year + day.month


def booked(group: str | None = None) -> dict[tuple[str, str], set[int]]:
    """Months until now in which the ledger holds each category of a group, of all without any.

    Those at the end in which it does no more than take back tell of nothing yet.
    """
    sums: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for one in costs():
        if one.category != ADS and group in (None, one.group) and month(one.day) <= now():
            sums[one.group, one.category][number_of(one.day)] += one.amount
    found = {}
    for of, months in sums.items():
        last = max((number for number, cost in months.items() if cost >= 0), default=max(months))
        found[of] = {number for number in months if number <= last}
    return found


def awaited_after(categories: Iterable[set[int]]) -> Iterator[int]:
    """Last month of each category that came in every one of the past year, until a quarter lacks it."""
    newest = max(max(months) for months in booked().values())
    for months in categories:
        recent = [one for one in months if one > newest - 12]
        is_monthly = len(recent) >= 6 and max(recent) - min(recent) + 1 == len(recent)
        if is_monthly and max(recent) >= newest - 2:
            yield max(recent)


@cache
def months_of(group: str) -> tuple[int, int]:
    """First and last month of which the cost of a group is known."""
    categories = booked(group).values()
    months = set().union(*categories)
    ledger = set().union(*booked().values())
    if group == "marketing" and 2 * len(months) < len(ledger):
        ads = {number_of(one.day) for one in costs() if one.category == ADS}
        months |= {one for one in ads if min(ledger) <= one <= max(ledger)}
    return (
        (min(months), min(max(months), *awaited_after(categories), 10**6)) if months else (10**6, 0)
    )


@cache
def known_months(*groups: str) -> tuple[int, int]:
    """First and last month of which the cost of all groups is known, of whatever there is without any."""
    firsts, lasts = zip(
        *(months_of(one) for one in groups or ("marketing", "sales", "cogs")), strict=True
    )
    awaited = [] if groups else awaited_after(booked().values())
    return max(firsts), min(*lasts, *awaited, 10**6)


def is_known(day: date, *groups: str) -> bool:
    """Whether the cost of the groups is known on a day."""
    first, last = known_months(*groups)
    return first <= number_of(day) <= last


def of_costs(*groups: str) -> list[tuple[date, str, Decimal]]:
    """(day, channel, amount) of each cost of some groups, of all without any, where they are known."""
    return [
        (one.day, one.channel, one.amount)
        for one in costs()
        if (not groups or one.group in groups) and is_known(one.day, *groups)
    ]


@cache
def cogs() -> list[tuple[date, str, Decimal]]:
    """(day, product, cost) of goods sold, of a product by the name that billing has for it."""
    names = {row["name"].lower(): row["name"] for row in kept("stripe__product")}
    found = []
    for row in kept("finance__cost_ledger"):
        amount = dollars(row["amount"], row["currency"], row["entry_date"])
        if cost_group(row) != "cogs" or amount is None or is_platform_bill(row):
            continue
        if is_known(row["entry_date"], "cogs"):
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
