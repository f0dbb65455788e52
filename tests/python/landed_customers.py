"""Recurring revenue and the customers that pay it, recomputed from the landed rows; see landed.py."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from landed import Row, config, current, is_test, kept, rates, variable
from landed_costs import AS_OF
from landed_funnel import purchases
from landed_more import sixth
from landed_people import billing_account

MONTH_DAYS = Decimal(365) / 12


@dataclass
class Line:
    """A billed line that pays for some time of a subscription."""

    account: str
    subscription: str
    invoice: str
    currency: str
    billed: date
    start: date
    end: date
    is_part: bool
    is_renewal: bool
    amount: Decimal
    mrr: Decimal = Decimal(0)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def months(self) -> int | None:
        """Whole months: to the same day of a month, or the last day of one that has no such day."""
        count = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        shorter, longer = sorted((self.start, self.end), key=lambda day: day.day)
        is_last = shorter.day == monthrange(shorter.year, shorter.month)[1]
        return count if count > 0 and (shorter.day == longer.day or is_last) else None


@dataclass
class Span:
    """A time over which an account pays something monthly."""

    account: str
    start: date
    end: date
    mrr: Decimal


def _rate(currency: str, day: date) -> Decimal | None:
    return rates().dollars(Decimal(1), currency, day)


@cache
def billed_lines() -> list[tuple[Row, Row, str, Decimal]]:
    """(line, bill, currency, net amount): each line's share of what its bill came to, without tax."""
    digits = {row["currency"]: int(row["minor_units"]) for row in config("currencies")}
    tests = {row["id"] for row in current("stripe__customer") if is_test(row)}
    total: dict[str, int] = defaultdict(int)
    for row in kept("stripe__invoice_line_item"):
        total[row["invoice_id"]] += row["amount"]
    bills = {
        row["id"]: row
        for row in kept("stripe__invoice")
        if row["customer_id"] not in tests
        and (not row["status"] or row["status"] in variable("billed_invoice_statuses"))
    }
    found = []
    for row in kept("stripe__invoice_line_item"):
        bill = bills.get(row["invoice_id"])
        if bill and total[bill["id"]]:
            currency = bill["currency"].upper()
            net = Decimal(bill["total"] - (bill["tax"] or 0)) / 10 ** digits.get(currency, 2)
            found.append((row, bill, currency, sixth(net * row["amount"] / total[bill["id"]])))
    return found


@cache
def sold() -> list[tuple[str, date, str, Decimal]]:
    """(account, day, product, money) of each line."""
    names = {row["id"]: row["name"] for row in current("stripe__product")}
    products = {row["id"]: names.get(row["product_id"]) for row in current("stripe__price")}
    found = []
    for row, bill, currency, net in billed_lines():
        day = bill["created"].date()
        money = rates().dollars(net, currency, day)
        if money is not None:
            product = products.get(row["price_id"]) or "Unknown"
            found.append((billing_account(bill["customer_id"]), day, product, money))
    return found


@cache
def lines() -> list[Line]:
    """Each line that pays for some time of a subscription, and what that makes a month."""
    recurring = {row["id"]: row["type"] == "recurring" for row in current("stripe__price")}
    found = []
    for row, bill, currency, net in billed_lines():
        day = bill["created"].date()
        is_recurring = recurring.get(row["price_id"], row["type"] == "subscription")
        if not row["subscription_id"] or not is_recurring or not row["period_end"]:
            continue
        if not net or _rate(currency, day) is None:
            continue
        line = Line(
            billing_account(bill["customer_id"]),
            row["subscription_id"],
            bill["id"],
            currency,
            day,
            row["period_start"].date(),
            row["period_end"].date(),
            bool(row["proration"]),
            bill["billing_reason"] == "subscription_cycle",
            net,
        )
        if line.days > 0:
            found.append(line)
    for line in found:
        line.mrr = _monthly(line, found)
    return found


def _monthly(line: Line, others: list[Line]) -> Decimal:
    """What a line makes a month, at the rate of the account's first recurring bill in the currency."""
    same = [one for one in others if (one.account, one.currency) == (line.account, line.currency)]
    first = min(same, key=lambda one: (one.billed, one.invoice))
    days, months = Decimal(line.days), line.months
    if line.is_part:
        whole = [
            one
            for one in others
            if one.subscription == line.subscription
            and not one.is_part
            and one.start <= line.start
            and line.end <= one.end
        ]
        months = whole[0].months if whole else None
        if months:
            days /= whole[0].days
    amount = line.amount / days * MONTH_DAYS
    if months:
        amount = line.amount / months / (days if line.is_part else 1)
    return sixth(sixth(amount) * _rate(first.currency, first.billed))


@cache
def observed_from() -> date:
    """Day of the first recurring bill that has landed."""
    return min(line.billed for line in lines())


@cache
def spans() -> list[Span]:
    """What is paid monthly, from when to when; what ran before the landing begins, from its eve on."""
    eve = observed_from() - timedelta(days=1)
    records = {row["id"]: row for row in kept("stripe__subscription")}
    grace = variable("mrr_grace_days")
    by_subscription: dict[str, list[Line]] = defaultdict(list)
    for line in lines():
        by_subscription[line.subscription].append(line)
    found = []
    for subscription, own in by_subscription.items():
        record = records.get(subscription, {})
        ended = record["ended_at"].date() if record.get("ended_at") else None
        is_open = not ended and record.get("status") not in ("canceled", "incomplete_expired")
        starts = sorted({line.start for line in own if not line.is_part})
        for line in own:
            until = line.end
            following = next((day for day in starts if day > line.start), None)
            if following:
                # Of a subscription that is known, one bill may be missing.
                allowed = grace + (line.days if record else 0)
                if 0 < (following - until).days <= allowed:
                    until = following
            elif is_open and 0 <= (AS_OF - until).days <= grace:
                until = until + timedelta(days=grace)
            if ended:
                until = min(until, ended)
            start = eve if line.start < observed_from() else line.start
            if until > start:
                found.append(Span(line.account, start, until, line.mrr))
            began = record.get("start_date") or record.get("created")
            is_older = began.date() < observed_from() if began else line.is_renewal
            is_first = line.start == min(starts, default=None) and not line.is_part
            reaches = line.start - timedelta(days=line.days) <= eve
            if (
                is_first
                and is_older
                and reaches
                and line.start > eve
                and line.start >= observed_from()
            ):
                found.append(Span(line.account, eve, line.start, line.mrr))
    return found


@cache
def mrr_by_day() -> dict[str, dict[date, Decimal]]:
    """{account: {day of a change up to now: MRR from then on}}."""
    steps: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for span in spans():
        steps[span.account][span.start] += span.mrr
        steps[span.account][span.end] -= span.mrr
    found = {}
    for account, changes in steps.items():
        now, found[account] = Decimal(0), {}
        for day in sorted(changes):
            now += changes[day]
            if day <= AS_OF:
                found[account][day] = now
    return found


def mrr_of(account: str, day: date) -> Decimal:
    """MRR of an account at the end of a day."""
    steps = mrr_by_day()[account]
    return steps[max(known)] if (known := [one for one in steps if one <= day]) else Decimal(0)


@dataclass
class Stay:
    """Days over which an account was a customer without a break."""

    account: str
    start: date
    end: date | None


@cache
def stays() -> list[Stay]:
    """Each time that an account was a customer; those still active have no end."""
    found = []
    for account, steps in mrr_by_day().items():
        since = None
        for day, amount in sorted(steps.items()):
            if amount > 0 and not since:
                since = day
            elif amount <= 0 and since:
                found.append(Stay(account, since, day))
                since = None
        if since:
            found.append(Stay(account, since, None))
    return found


def customer_days(account: str, until: date, since: date | None = None) -> int:
    """Days that an account was a customer, from a day to another, both included."""
    first = max(since or observed_from(), observed_from())
    after = until + timedelta(days=1)
    return sum(
        max((min(stay.end or after, after) - max(stay.start, first)).days, 0)
        for stay in stays()
        if stay.account == account
    )


def bought(account: str, day: date) -> tuple[int, Decimal]:
    """Purchases of an account in the 365 days up to a day, and their money."""
    lately = [
        one
        for one in purchases()
        if one.account == account and day - timedelta(days=365) < one.day <= day
    ]
    return sum(one.revenue > 0 for one in lately), sum(one.revenue for one in lately)
