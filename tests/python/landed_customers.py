"""Recurring revenue and the customers that pay it, recomputed from the landed rows; see landed.py."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from landed import Row, current, kept, month, rates, variable
from landed_funnel import (
    Account,
    Deal,
    accounts,
    are_deals_purchases,
    bills,
    deals,
    digits,
    invoices,
    not_credited,
    purchases,
    renewals,
    without_tax,
)
from landed_more import sixth
from landed_now import now
from landed_people import billing_account

MONTH_DAYS = Decimal(365) / 12
# Subscriptions that pay no more.
OVER = ("canceled", "unpaid", "incomplete", "incomplete_expired", "paused")


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
    is_by_days: bool
    is_renewal: bool
    product: str
    amount: Decimal
    kept: Decimal
    mrr: Decimal = Decimal(0)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def months(self) -> int | None:
        """Whole months: to the same day of a month, or the last day of one that has no such day.

        A time zone can move both ends by a day, so the day before or after does as well. A price for so many days or
        weeks is for no month.
        """
        if self.is_by_days:
            return None
        count = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        shorter, longer = sorted((self.start, self.end), key=lambda day: day.day)
        is_last = shorter.day >= monthrange(shorter.year, shorter.month)[1] - 1
        return count if count > 0 and (longer.day - shorter.day <= 1 or is_last) else None


@dataclass
class Span:
    """A time over which an account pays something monthly."""

    account: str
    start: date
    end: date
    mrr: Decimal


def _rate(currency: str, day: date) -> Decimal | None:
    return rates().rate(currency, day)


def _can_be_discounted(row: Row) -> bool:
    return not row["proration"] if row["discountable"] is None else row["discountable"]


def _untaxed(row: Row) -> int:
    """What a line comes to before discounts, without the tax where its price includes it."""
    if row["unit_amount_excluding_tax"] is None or row["quantity"] is None:
        return row["amount"]
    plain = row["unit_amount_excluding_tax"] * row["quantity"]
    return round(plain) if abs(plain) < abs(row["amount"]) else row["amount"]


def net_shares(own: list[Row], bill: Row) -> list[Decimal]:
    """What each line of a bill comes to without tax, less its part of what was credited.

    Prices that include the tax leave it off alike. A discount is borne by what can be discounted, neither
    prorations nor what is given back nor what says so, or by all lines where none can be.
    """
    untaxed = [_untaxed(row) for row in own]
    gross = sum(untaxed)
    net, remains = without_tax(bill), not_credited(bill)
    if gross == bill["total"] and gross:
        return [sixth(remains * net * amount / gross) for amount in untaxed]
    unit = 10 ** digits(bill["currency"])
    whole = [
        max(amount, 0) if _can_be_discounted(row) else 0
        for row, amount in zip(own, untaxed, strict=True)
    ]
    bearing = whole if any(whole) else [abs(amount) for amount in untaxed]
    left = net - Decimal(gross) / unit
    return [
        sixth(remains * (Decimal(amount) / unit + left * part / sum(bearing)))
        for amount, part in zip(untaxed, bearing, strict=True)
    ]


def _called_last(own: list[Row]) -> list[Row]:
    """The lines of a bill without those that were called after their subscription and then anew."""

    def pays_for(row: Row) -> tuple:
        return row["amount"], row["period_start"], row["period_end"]

    anew = {pays_for(row) for row in own if not row["id"].startswith("sub")}
    return [row for row in own if not row["id"].startswith("sub") or pays_for(row) not in anew]


@cache
def billed_lines() -> list[tuple[Row, Row, str, Decimal]]:
    """(line, bill, currency, net amount): each line's share of what its bill came to, without tax."""
    lines_of: dict[str, list[Row]] = defaultdict(list)
    for row in kept("stripe__invoice_line_item"):
        lines_of[row["invoice_id"]].append(row)
    for invoice, own in lines_of.items():
        lines_of[invoice] = _called_last(own)
    found = []
    for bill in invoices():
        own = lines_of[bill["id"]]
        if any(row["amount"] for row in own):
            currency, shares = bill["currency"].upper(), net_shares(own, bill)
            found += [(row, bill, currency, share) for row, share in zip(own, shares, strict=True)]
    return found


@cache
def products() -> dict[str, str | None]:
    """Name of the product of each price."""
    names = {row["id"]: row["name"] for row in current("stripe__product")}
    return {row["id"]: names.get(row["product_id"]) for row in current("stripe__price")}


@cache
def sold() -> list[tuple[str, date, str, Decimal]]:
    """(account, day, product, money) of each line."""
    found = []
    for row, bill, currency, net in billed_lines():
        day = bill["created"].date()
        money = rates().dollars(net, currency, day)
        if money is not None:
            product = products().get(row["price_id"]) or "Unknown"
            found.append((billing_account(bill["customer_id"]), day, product, money))
    return found


@cache
def lines() -> list[Line]:
    """Each line that pays for some time of a subscription, and what that makes a month."""
    recurring = {
        row["id"]: row["type"] == "recurring" and row["recurring_usage_type"] != "metered"
        for row in current("stripe__price")
    }
    by_days = {
        row["id"]
        for row in current("stripe__price")
        if (row["recurring_interval"] or "").lower() in ("day", "week")
    }
    typed = {row["invoice_id"] for row in kept("stripe__invoice_line_item") if row["type"]}
    found = []
    for row, bill, currency, net in billed_lines():
        day = bill["created"].date()
        is_recurring = recurring.get(
            row["price_id"], row["type"] == "subscription" or bill["id"] not in typed
        )
        subscription = row["subscription_id"] or bill["subscription_id"]
        if not subscription or not is_recurring or not row["period_end"]:
            continue
        if not net or _rate(currency, day) is None:
            continue
        line = Line(
            billing_account(bill["customer_id"]),
            subscription,
            bill["id"],
            currency,
            day,
            row["period_start"].date(),
            row["period_end"].date(),
            bool(row["proration"]),
            row["price_id"] in by_days,
            bill["id"] in renewals(),
            products().get(row["price_id"]) or "Unknown",
            net,
            not_credited(bill),
        )
        if line.days > 0:
            found.append(line)
    for line in found:
        line.mrr = _monthly(line, found)
        ended = ended_on(line.subscription)
        if 0 < line.kept < 1 and ended and line.start < ended < line.end:
            # What was taken back was for the days after.
            held = Decimal((ended - line.start).days)
            line.mrr = sixth(line.mrr * min(1 / line.kept, line.days / held))
    return found


def _monthly(line: Line, others: list[Line]) -> Decimal:
    """What a line makes a month, at the rate of the account's first recurring bill in the currency."""
    same = [one for one in others if (one.account, one.currency) == (line.account, line.currency)]
    first = min(same, key=lambda one: (one.billed, one.invoice))
    amount = line.amount / line.days * MONTH_DAYS
    if months := line.months if not line.is_part else None:
        amount = line.amount / months
    elif period := _period_of(line, others):
        amount = line.amount / line.days * period.days / period.months
    return sixth(sixth(amount) * _rate(first.currency, first.billed))


def _period_of(part: Line, others: list[Line]) -> Line | None:
    """The whole period that a part belongs to; one that has not landed is like the shortest of its subscription."""
    wholes = [
        one
        for one in others
        if one.subscription == part.subscription and not one.is_part and one.months
    ]
    for whole in wholes:
        if part.is_part and whole.start <= part.start and part.end <= whole.end:
            return whole
    if not wholes or not (part.is_part or part.end == min(whole.start for whole in wholes)):
        return None
    shortest = min(one.months for one in wholes)
    count = part.end.year * 12 + part.end.month - 1 - shortest
    year, month = count // 12, count % 12 + 1
    begun = date(year, month, min(part.end.day, monthrange(year, month)[1]))
    return replace(part, start=begun, is_part=False) if begun <= part.start else None


@cache
def observed_from() -> date:
    """Day of the first recurring bill that has landed."""
    return min(line.billed for line in lines())


@cache
def subscriptions() -> dict[str, Row]:
    """The records of the subscriptions that have landed."""
    return {row["id"]: row for row in kept("stripe__subscription")}


@cache
def lines_by_subscription() -> dict[str, list[Line]]:
    """The lines of each subscription."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines():
        found[line.subscription].append(line)
    return found


def whole_starts(subscription: str) -> list[date]:
    """The days on which what the subscription's lines pay for begins, parts of a period left out."""
    own = lines_by_subscription()[subscription]
    return sorted({line.start for line in own if not line.is_part})


def follows_unseen(line: Line) -> bool:
    """Whether it is the first of a subscription whose bill before it came before any landed."""
    record = subscriptions().get(line.subscription, {})
    began = record.get("start_date") or record.get("created")
    is_older = began.date() < observed_from() if began else line.is_renewal
    is_first = line.start == min(whole_starts(line.subscription), default=None) and not line.is_part
    # Whose record says that it is older may have missed a bill.
    back = line.days * (2 if began else 1)
    reaches = line.start - timedelta(days=back) < observed_from() <= line.start
    return is_first and is_older and reaches


@cache
def share_before(subscription: str) -> Decimal | None:
    """What the bill before the landing came to, as a share of the first whole one that it is told by.

    Less what was added in between, of each product no more than there was; None for a tenth or less.
    """
    own = lines_by_subscription()[subscription]
    whole = [line for line in own if follows_unseen(line)]
    if not whole:
        return None
    between = [line for line in own if line.is_part and line.start < whole[0].start]
    names = {line.product for line in whole + between}
    left = sum(
        max(
            sum((one.mrr for one in whole if one.product == name), Decimal(0))
            - sum((one.mrr for one in between if one.product == name), Decimal(0)),
            Decimal(0),
        )
        for name in names
    )
    total = sum((one.mrr for one in whole), Decimal(0))
    return left / total if total > 0 and left * 10 > total else None


def ended_on(subscription: str) -> date | None:
    """Day on which a subscription was ended."""
    ended = subscriptions().get(subscription, {}).get("ended_at")
    return ended.date() if ended else None


def is_open(subscription: str) -> bool:
    """Whether nothing tells that a subscription is over."""
    status = subscriptions().get(subscription, {}).get("status")
    return not ended_on(subscription) and status not in OVER


@cache
def next_due() -> date | None:
    """Day after the newest bill on which the next of a subscription that goes on is due; None where none is.

    Of three accounts or more the first that is late does not count, unless a second has been so for too long as well.
    """
    due: dict[str, date] = {}
    for subscription, own in lines_by_subscription().items():
        for account in {line.account for line in own if is_open(subscription)}:
            day = max(line.end for line in own if line.account == account)
            if day > newest_bill():
                due[account] = min(day, due.get(account, day))
    days = sorted(due.values())
    missing = [day for day in days if (now() - day).days > variable("mrr_grace_days")]
    if len(days) > 2 and len(missing) < 2 and days[0] <= now():
        days = days[1:]
    return days[0] if days else None


def newest_bill() -> date:
    """Day of the newest bill of any status, at most now."""
    return min(max(row["created"].date() for row in kept("stripe__invoice")), now())


def month_end(day: date) -> date:
    """Last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


@cache
def known_until() -> date:
    """Last day of which the bills tell who pays what.

    That is the end of the newest one's month, or the eve of the day on which the next is due, if that is later.
    """
    eve = next_due() - timedelta(days=1) if next_due() else now()
    return min(now(), max(month_end(newest_bill()), eve))


@cache
def bought_until() -> date:
    """Last day of the last month with a bill, or in which none was due; what was bought after it is unknown."""
    if are_deals_purchases():
        return now()
    due = next_due()
    if not due:
        return month_end(newest_bill())
    is_missing = due <= now()
    return month_end(max(newest_bill(), month(due) - timedelta(days=1) if is_missing else now()))


def begins(subscription: str) -> date | None:
    """First day that a subscription is paid for, of one whose first bill has landed."""
    starts = whole_starts(subscription)
    record = subscriptions().get(subscription, {})
    began = record.get("start_date") or record.get("created")
    own = lines_by_subscription()[subscription]
    if not starts or (began and began.date() < observed_from()):
        return None
    is_renewed = any(one.is_renewal for one in own if one.start == starts[0] and not one.is_part)
    return None if is_renewed and not began else starts[0]


def restarted_on(line: Line) -> date | None:
    """Day from which on a new whole period of the subscription's product is paid for instead of the line's.

    It begins where no period ends, and none goes on where the line's does.
    """
    own = lines_by_subscription()[line.subscription]
    wholes = [one for one in own if one.product == line.product and not one.is_part]
    if line.end in {one.start for one in wholes}:
        return None
    ends = {one.end for one in wholes}
    return min(
        (
            one.start
            for one in wholes
            if line.start <= one.start < line.end < one.end
            and (line.is_part or line.start < one.start)
            and one.start not in ends
        ),
        default=None,
    )


@dataclass(frozen=True)
class Turn:
    """The end of what is paid for a subscription, or the beginning."""

    day: date
    is_beginning: bool
    product: str
    mrr: Decimal
    subscription: str


def _turn(day: date, is_beginning: bool, own: list[Line]) -> Turn:
    product, mrr = min(one.product for one in own), sum((one.mrr for one in own), Decimal(0))
    return Turn(day, is_beginning, product, mrr, own[0].subscription)


def turns(account: str, subscription: str) -> list[Turn]:
    """The end of a subscription that does not go on, and the beginning of one that is new."""
    own = [one for one in lines_by_subscription()[subscription] if one.account == account]
    over = ended_on(subscription) or date.max
    found = []
    # What is known to go on is late, and nothing else pays instead.
    if not (subscription in subscriptions() and is_open(subscription)):
        held = [one for one in own if one.start < over]
        if end := max((min(one.end, over) for one in held), default=None):
            found.append(_turn(end, False, [one for one in held if min(one.end, over) == end]))
    if begin := begins(subscription):
        first = [one for one in own if one.start == begin and not one.is_part]
        found.append(_turn(begin, True, first))
    return found


def _paired(of_account: list[Turn]) -> dict[Turn, Turn]:
    """{end: beginning}: each beginning takes over the newest end that is left, if it is not too old."""

    def in_turn(turn: Turn) -> tuple:
        price = -turn.mrr if turn.is_beginning else turn.mrr
        return turn.day, turn.is_beginning, price, turn.product, turn.subscription

    waiting: list[Turn] = []
    found = {}
    for turn in sorted(of_account, key=in_turn):
        if not turn.is_beginning:
            waiting.append(turn)
        elif waiting:
            end = waiting.pop()
            if (turn.day - end.day).days <= variable("mrr_grace_days"):
                found[end] = turn
    return found


@cache
def taken_over() -> dict[tuple[str, str], tuple[date, date]]:
    """{(account, subscription): (its end, since when the account pays for a new one instead)}."""
    of_accounts: dict[str, list[Turn]] = defaultdict(list)
    for account, subscription in sorted({(line.account, line.subscription) for line in lines()}):
        of_accounts[account] += turns(account, subscription)
    found = {}
    for account, own in of_accounts.items():
        pairs = {}
        for product in {turn.product for turn in own}:
            pairs |= _paired([turn for turn in own if turn.product == product])
        left = set(own) - pairs.keys() - set(pairs.values())
        for end, new in (pairs | _paired(list(left))).items():
            found[account, end.subscription] = end.day, new.day
    return found


@cache
def spans() -> list[Span]:
    """What is paid monthly, from when to when; what ran before the landing begins, from its eve on."""
    eve = observed_from() - timedelta(days=1)
    grace = variable("mrr_grace_days")
    found = []
    for subscription, own in lines_by_subscription().items():
        record = subscriptions().get(subscription, {})
        ended = ended_on(subscription)
        starts = whole_starts(subscription)
        for line in own:
            until = line.end
            following = next((day for day in starts if day > line.start), None)
            if any(one.start == line.end for one in own):
                following = line.end
            # Of a subscription that is known and goes on, one bill may be missing.
            goes_on = ended >= following if ended and following else following or not ended
            bill = line if line.months and not line.is_part else _period_of(line, own) or line
            allowed = grace + (bill.days if record and goes_on else 0)
            if following:
                if 0 < (following - until).days <= allowed:
                    until = following
            elif is_open(subscription) and 0 <= (known_until() - until).days < allowed:
                until = until + timedelta(days=allowed)
            if ended:
                until = min(until, ended)
            end, new = taken_over().get((line.account, subscription), (None, None))
            if end and line.start < end == min(line.end, ended or line.end):
                until = new
            until = restarted_on(line) or until
            start = eve if line.start < observed_from() else line.start
            if until > start:
                found.append(Span(line.account, start, until, line.mrr))
            if follows_unseen(line) and (share := share_before(subscription)):
                found.append(Span(line.account, eve, line.start, sixth(line.mrr * share)))
    return found


@cache
def mrr_by_day() -> dict[str, dict[date, Decimal]]:
    """{account: {day of a change that the bills tell of: MRR from then on}}."""
    steps: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for span in spans():
        steps[span.account][span.start] += span.mrr
        steps[span.account][span.end] -= span.mrr
    found = {}
    for account, changes in steps.items():
        amount, found[account] = Decimal(0), {}
        for day in sorted(changes):
            amount += changes[day]
            if day <= known_until():
                found[account][day] = amount
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


@cache
def acquired() -> list[Account]:
    """Accounts that became customers: those won that had not subscribed before billing landed.

    Nor is one whose first deal only a customer signs, without a bill before it.
    """
    eve = observed_from() - timedelta(days=1)
    older = {stay.account for stay in stays() if stay.start == eve}
    return [
        one
        for one in accounts()
        if one.won_on
        and (one.id not in older or one.won_on <= eve)
        and not (one.id in first_wins() and is_of_customer(first_wins()[one.id], one.won_on))
    ]


@cache
def first_wins() -> dict[str, Deal]:
    """The first deal that was won with each account."""
    won = [deal for deal in deals() if deal.outcome == "won" and deal.closed_at and deal.account]
    won.sort(key=lambda deal: (deal.closed_at, deal.id), reverse=True)
    return {deal.account: deal for deal in won}


def is_of_customer(deal: Deal, won_on: date) -> bool:
    """Whether a deal won by then tells that its buyer was a customer before, and no bill since when."""
    billed = min((day for account, day in bills() if account == deal.account), default=date.max)
    return deal.is_of("customer_deal_types") and deal.closed <= won_on and billed >= deal.closed


def customer_days(account: str, until: date, since: date | None = None) -> int:
    """Days that an account was a customer, from a day to another, both included."""
    first = max(since or observed_from(), observed_from())
    after = until + timedelta(days=1)
    return sum(
        max((min(stay.end or after, after) - max(stay.start, first)).days, 0)
        for stay in stays()
        if stay.account == account
    )


@cache
def shares() -> dict[str, dict[date, tuple[Decimal, Decimal]]]:
    """{account: {day: (purchases, money)}}: of each purchase, each day that it pays for has an equal share.

    The money is divided by line, the purchase over the days of the longest line that charges something.
    """
    billed: dict[tuple[str, date], list[Line]] = defaultdict(list)
    for line in lines():
        billed[line.account, line.billed].append(line)
    count: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    money: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for purchase in purchases():
        account, rest = purchase.account, purchase.revenue
        spread = None
        # Won deals tell of no time.
        for line in [] if are_deals_purchases() else billed[account, purchase.day]:
            dollars = rates().dollars(line.amount, line.currency, line.billed) or Decimal(0)
            rest -= dollars
            share = share_before(line.subscription) if follows_unseen(line) else None
            first = observed_from() if share else line.start
            held = [
                first + timedelta(days=one)
                for one in range((line.end - first).days)
                if first + timedelta(days=one) >= observed_from()
            ]
            for day in held:
                part = share if share and day < line.start else 1
                money[account, day] += dollars / line.days * part
            if dollars > 0 and (not spread or spread[0] < line.days):
                spread = line.days, held
        money[account, purchase.day] += rest
        if purchase.revenue > 0:
            parts, days = spread or (1, [purchase.day])
            for day in days:
                count[account, day] += Decimal(1) / parts
    found: dict[str, dict[date, tuple[Decimal, Decimal]]] = defaultdict(dict)
    for account, day in count.keys() | money.keys():
        found[account][day] = count[account, day], money[account, day]
    return found


def bought(account: str, until: date) -> tuple[Decimal, Decimal]:
    """Purchases of an account that the 365 days up to a day have their shares of, and the money."""
    days = shares().get(account, {})
    lately = [days[day] for day in days if until - timedelta(days=365) < day <= until]
    return sum((one for one, _ in lately), Decimal(0)), sum((one for _, one in lately), Decimal(0))
