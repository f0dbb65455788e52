"""Purchases, deals and the funnel of people and accounts of the demo, recomputed; see landed.py."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache, cached_property

from landed import (
    Row,
    by_then,
    channel,
    config,
    current,
    default_currency,
    end,
    is_test,
    kept,
    rates,
    start,
    variable,
    versions,
)
from landed_campaigns import traffic_channel
from landed_people import Person, billing_account, people, person_of, survivors
from landed_scores import passed_at

# --- Purchases and deals -------------------------------------------------------------------------


@dataclass
class Purchase:
    """What one account was billed on one day."""

    account: str
    day: date
    revenue: Decimal
    is_new: bool
    number: int | None = None


@cache
def digits(currency: str) -> int:
    """Decimals of a currency."""
    known = {row["currency"]: int(row["minor_units"]) for row in config("currencies")}
    return known.get(currency.upper(), 2)


def without_tax(invoice: Row) -> Decimal:
    """What an invoice came to without tax."""
    told = invoice["total_excluding_tax"]
    net = invoice["total"] - (invoice["tax"] or 0) if told is None else told
    return Decimal(net) / 10 ** digits(invoice["currency"])


def not_credited(invoice: Row) -> Decimal:
    """The part of an invoice that no credit note took back."""
    if not invoice["total"]:
        return Decimal(1)
    notes = ("pre_payment_credit_notes_amount", "post_payment_credit_notes_amount")
    return 1 - Decimal(sum(invoice[one] or 0 for one in notes)) / invoice["total"]


@cache
def invoices() -> list[Row]:
    """The bills to real customers."""
    tests = {row["id"] for row in current("stripe__customer") if is_test(row)}
    return [
        row
        for row in kept("stripe__invoice")
        if row["customer_id"] not in tests
        and (not row["status"] or row["status"] in variable("billed_invoice_statuses"))
    ]


@cache
def renewals() -> set[str]:
    """Ids of the bills that a subscription made by itself; once Stripe told no more than that one did.

    Where no bill at all tells its reason, a subscription decided on no more than its first.
    """
    found: set[str] = set()
    billed: set[str] = set()
    is_untold = not any(row["billing_reason"] for row in kept("stripe__invoice"))
    for row in sorted(invoices(), key=lambda bill: (bill["created"], bill["id"])):
        subscription = row["subscription_id"]
        reason = "subscription" if is_untold else row["billing_reason"]
        if reason in ("subscription_cycle", "subscription_threshold"):
            found.add(row["id"])
        if reason == "subscription" and subscription in billed:
            found.add(row["id"])
        if subscription:
            billed.add(subscription)
    return found


@cache
def purchases() -> list[Purchase]:
    """Bills of an account and day are one purchase; renewals and credits are no new one.

    Without bills, or where `purchase_source` says so, the deals that an account won are.
    """
    result: list[Purchase] = []
    counts: Counter[str] = Counter()
    billed: set[str] = set()
    for (account, day), lines in sorted(bought().items()):
        revenue = sum((amount or Decimal(0) for amount, _ in lines), Decimal(0))
        # A credit, or a bill or deal of nothing, is no purchase; a deal may have no amount.
        buying = [renewal for money, renewal in lines if money is None or money > 0]
        is_new = bool(buying) and (not all(buying) or account not in billed)
        purchase = Purchase(account, day, revenue, is_new)
        if buying:
            billed.add(account)
        if purchase.is_new:
            counts[account] += 1
            purchase.number = counts[account]
        result.append(purchase)
    return result


def are_deals_purchases() -> bool:
    """Whether purchases are the deals that were won."""
    return variable("purchase_source") == "crm" or (
        variable("purchase_source") == "auto" and not bills()
    )


def bought() -> dict[tuple[str, date], list[tuple[Decimal | None, bool]]]:
    """{(account, day): [(money, whether nobody decided on it)]}."""
    if not are_deals_purchases():
        return bills()
    won: dict[tuple[str, date], list[tuple[Decimal | None, bool]]] = defaultdict(list)
    for deal in deals():
        if deal.outcome == "won" and deal.closed:
            renewal = deal.is_of("renewal_deal_types") and not variable("renewals_are_purchases")
            won[deal.account, deal.closed].append((deal.amount, renewal))
    return won


@cache
def bills() -> dict[tuple[str, date], list[tuple[Decimal, bool]]]:
    """The same of what was billed."""
    found: dict[tuple[str, date], list[tuple[Decimal, bool]]] = defaultdict(list)
    for row in invoices():
        currency, day = row["currency"].upper(), row["created"].date()
        dollars = rates().dollars(without_tax(row) * not_credited(row), currency, day)
        if dollars is not None:
            renewal = row["id"] in renewals()
            renewal = renewal and not variable("renewals_are_purchases")
            found[billing_account(row["customer_id"]), day].append((dollars, renewal))
    return dict(found)


@dataclass(eq=False)
class Deal:
    """An opportunity whose amount is known in dollars, or that has none."""

    id: str
    account: str | None
    outcome: str
    opened_at: datetime | None
    closed: date | None
    amount: Decimal | None
    row: Row

    @property
    def opened(self) -> date | None:
        return self.opened_at.date() if self.opened_at else None

    @property
    def closed_at(self) -> datetime | None:
        """When its day of close began; of a deal that was opened on that day its opening."""
        if self.closed and self.closed != self.opened:
            return start(self.closed)
        return by_then(self.opened_at) if self.closed else None

    @property
    def closed_by(self) -> datetime | None:
        """When its day of close was over."""
        return end(self.closed) if self.closed else None

    @property
    def opened_by(self) -> datetime | None:
        """By when it had been opened."""
        return by_then(self.opened_at) if self.opened_at else None

    def is_of(self, types: str) -> bool:
        """Whether its type is among those of a variable."""
        patterns = [one.lower().replace("%", "*") for one in variable(types)]
        return any(fnmatchcase((self.row["type"] or "").lower(), one) for one in patterns)

    @property
    def own_channel(self) -> str:
        """Channel by the deal's own lead source."""
        return channel(lead_source=self.row["lead_source"] or "")

    @property
    def days_to_close(self) -> int | None:
        """Days from opening to close; None for deals that were entered when they were over."""
        if not self.closed or not self.opened or self.closed < self.opened:
            return None
        return (self.closed - self.opened).days


@cache
def stage_of(record: str) -> dict[str, str]:
    """What the stage mapping makes of the names of a lead's or opportunity's stages."""
    return {
        row["source_stage"]: row["stage"]
        for row in config("stage_mapping")
        if row["object"] == record
    }


def _outcome(row: Row) -> str:
    """Won, lost or open by the CRM's flags, by the stage's name where a flag has not landed."""
    stage = stage_of("opportunity").get(row["stage_name"].lower())
    if row["is_won"] or (
        row["is_won"] is None and row["is_closed"] is not False and stage == "won"
    ):
        return "won"
    if row["is_closed"] or (row["is_closed"] is None and stage == "lost"):
        return "lost"
    return "open"


@cache
def deal_ends() -> dict[str, tuple[str | None, datetime]]:
    """The stage that the history of a deal ends with, and since when it tells of no other."""
    ends: dict[str, tuple[str | None, datetime]] = {}
    for row, began in versions("salesforce__opportunity_history"):
        stage = stage_of("opportunity").get((row["stage_name"] or "").lower())
        if row["id"] not in ends or ends[row["id"]][0] != stage:
            ends[row["id"]] = stage, began
    return ends


def _closed(row: Row, outcome: str) -> date | None:
    """Day of close: the close date, but of a deal decided long before it the day it was decided by."""
    closes = row["close_date"]
    if outcome == "open" or not closes:
        return None
    stage, since = deal_ends().get(row["id"], (None, None))
    told = (
        row["last_modified_date"] or row["_fivetran_synced"],
        since if stage == outcome else None,
    )
    decided = min((at.date() for at in told if at), default=closes)
    return decided if closes - decided > timedelta(days=1) else closes


def in_reporting_currency(
    amount: Decimal, currency: str | None, day: date | None
) -> Decimal | None:
    """An amount of a day; without one there is no rate."""
    if day:
        return rates().dollars(amount, currency, day)
    return amount if currency == variable("reporting_currency") else None


@cache
def deals() -> list[Deal]:
    """The deals of fct_opportunities; those without an exchange rate are in quarantine."""
    result = []
    for row in kept("salesforce__opportunity"):
        outcome = _outcome(row)
        account = survivors().get(row["account_id"] or "")
        if not account and outcome == "won":
            account = f"deal:{row['id']}"
        closed = _closed(row, outcome)
        opened_at, amount = row["created_date"], row["amount"]
        day = closed or (opened_at.date() if opened_at else None)
        if amount is not None:
            currency = row["currency_iso_code"] or default_currency()
            amount = in_reporting_currency(amount, currency, day)
            if amount is None:
                continue
        result.append(Deal(row["id"], account, outcome, opened_at, closed, amount, row))
    return result


# --- The funnel of people ------------------------------------------------------------------------


@dataclass
class Lead:
    """A person at the first moment they became a lead, and the first time of each stage."""

    person: Person
    account: str | None
    lead_at: datetime
    mql_at: datetime | None
    sql_at: datetime | None
    won_at: datetime | None
    told: frozenset[str]

    def days(self, base: str, goal: str) -> int | None:
        """Days from one stage to another; None where either was skipped or told late."""
        if not self.told >= {base, goal}:
            return None
        return (getattr(self, f"{goal}_at").date() - getattr(self, f"{base}_at").date()).days

    @property
    def first_touch_at(self) -> datetime:
        """First known visit, or the lead itself where none came before."""
        visits = [visit.started_at for visit in self.person.visits]
        return min([*visits, self.person.lead_at])

    @cached_property
    def channel(self) -> str:
        """Of the form's visit, else the CRM's first record, else the last visit before."""
        person = self.person
        candidates = [person.lead_session.channel] if person.lead_session else []
        if person.leads:
            record = min(person.leads, key=lambda row: (row["created_date"], row["id"]))
            candidates.append(
                traffic_channel(
                    lead_source=record["lead_source"] or "",
                    source=record["utm_source_c"] or "",
                    medium=record["utm_medium_c"] or "",
                    campaign=record["utm_campaign_c"] or "",
                    click_id="gclid" if record["gclid_c"] else "",
                )
            )
        earliest = person.lead_at - timedelta(days=variable("lead_session_days"))
        before = [
            one for one in person.visits if earliest <= one.started_at <= by_then(person.lead_at)
        ]
        if before:
            candidates.append(max(before, key=lambda visit: visit.started_at).channel)
        return next((one for one in candidates if one != "Unassigned"), "Unassigned")


@cache
def lead_stages() -> dict[str, dict[str, datetime]]:
    """First moment of each stage of a lead record, by history, the record itself and conversion."""
    records = {row["id"]: row for row in kept("salesforce__lead")}
    told = [
        (row["id"], row["status"], began)
        for row, began in versions("salesforce__lead_history")
        if row["id"] in records
    ]
    for row in records.values():
        told.append((row["id"], row["status"], row["last_modified_date"] or row["created_date"]))
        if row["is_converted"] and row["converted_date"]:
            at = max(start(row["converted_date"]), row["created_date"])
            told.append((row["id"], "converted", at))
    stages: dict[str, dict[str, datetime]] = defaultdict(dict)
    for lead, status, at in told:
        stage = stage_of("lead").get((status or "").lower())
        if stage:
            stages[lead][stage] = min(at, stages[lead].get(stage, at))
    return stages


@cache
def lead_deals() -> dict[Person, dict[Deal, tuple[int, datetime]]]:
    """The deals that a lead counts for: rank of the strongest link, and since when."""
    by_id = {deal.id: deal for deal in deals()}
    links: list[tuple[Person, Deal, int, datetime | None]] = []
    for row in kept("salesforce__lead"):
        deal = by_id.get(row["converted_opportunity_id"] or "")
        if deal:
            day = row["converted_date"]
            at = max(start(day), row["created_date"]) if day else deal.opened_at
            links.append((person_of("lead", row["id"]), deal, 1, at))
    for row in kept("salesforce__opportunity_contact_role"):
        deal, person = by_id.get(row["opportunity_id"]), person_of("contact", row["contact_id"])
        if deal and person:
            links.append((person, deal, 2, row["created_date"] or deal.opened_at))
    if variable("opportunity_link") == "account":
        of_account: dict[str, list[Deal]] = defaultdict(list)
        for deal in deals():
            if deal.account:
                of_account[deal.account].append(deal)
        for person in people().values():
            for deal in of_account[person.account] if person.lead_at and person.account else []:
                if deal.opened and deal.opened >= person.lead_at.date():
                    links.append((person, deal, 3, max(deal.opened_at, person.lead_at)))
    result: dict[Person, dict[Deal, tuple[int, datetime]]] = defaultdict(dict)
    for person, deal, rank, at in links:
        if not person or not person.lead_at:
            continue
        last = max((day for day in (deal.closed, deal.opened) if day), default=None)
        if deal.closed and at and last and at.date() > last:
            continue
        # A deal that was over when the person became a lead is none of the lead's.
        if deal.closed and last and person.lead_at.date() > last:
            continue
        before = result[person].get(deal)
        result[person][deal] = (
            min(rank, before[0]) if before else rank,
            min(at, before[1]) if before else at,
        )
    return result


def _first(*moments: datetime | None) -> datetime | None:
    """The earliest of the moments that are known."""
    return min((one for one in moments if one), default=None)


@cache
def leads() -> list[Lead]:
    """Each lead with its stages nested and in order: what was skipped counts with the next."""
    result = []
    for person in people().values():
        if not person.lead_at:
            continue
        stages = [lead_stages()[row["id"]] for row in person.leads]
        linked = lead_deals().get(person, {})
        won_at = _first(
            *(
                max(deal.closed_at, at)
                for deal, (_, at) in linked.items()
                if deal.outcome == "won" and deal.closed
            )
        )
        told = {
            "lead": person.lead_at,
            "mql": passed_at(person)
            if variable("mql_rule") == "score"
            else _first(*(stage.get("mql") for stage in stages)),
            "sql": _first(
                *(stage.get("sql") for stage in stages), *(at for _, at in linked.values())
            ),
        }
        sql_at = _first(told["sql"], won_at)
        mql_at = _first(told["mql"], sql_at)
        lead_at = _first(told["lead"], mql_at)
        reached = {"lead": lead_at, "mql": mql_at, "sql": sql_at}
        in_time = frozenset(
            stage for stage, at in told.items() if at and at.date() <= reached[stage].date()
        )
        result.append(Lead(person, person.account, lead_at, mql_at, sql_at, won_at, in_time))
    return result


@cache
def lead_of() -> dict[Person, Lead]:
    """The lead that a person is."""
    return {lead.person: lead for lead in leads()}


@cache
def deal_leads() -> dict[Deal, list[Lead]]:
    """The leads behind each deal: those that became it, then those on it, then its account's."""
    behind: dict[Deal, list[tuple[int, Lead]]] = defaultdict(list)
    for person, linked in lead_deals().items():
        for deal, (rank, _) in linked.items():
            behind[deal].append((rank, lead_of()[person]))
    return {
        deal: [lead for _, lead in sorted(links, key=lambda link: (link[0], link[1].lead_at))]
        for deal, links in behind.items()
    }


@cache
def deal_channel(deal: Deal) -> str:
    """Channel of the first lead behind the deal that has one, else by its own lead source."""
    channels = (lead.channel for lead in deal_leads().get(deal, ()))
    return next((one for one in channels if one != "Unassigned"), deal.own_channel)


# --- The funnel of accounts ----------------------------------------------------------------------


@dataclass
class Account:
    """What brought an account, and when it became a lead, bought and bought again, if it did."""

    id: str
    channel: str
    lead_on: date | None
    won_at: datetime | None
    repeat_on: date | None

    @property
    def won_on(self) -> date | None:
        return self.won_at.date() if self.won_at else None


@cache
def accounts() -> list[Account]:
    """Accounts with a lead, deal or purchase. They are leads only where the lead came first."""
    first: dict[str, dict[str, date]] = defaultdict(dict)
    told: dict[str, dict[str, list[tuple[datetime, str]]]] = defaultdict(lambda: defaultdict(list))
    won: dict[str, datetime] = {}

    def reached(account: str | None, what: str, day: date | None) -> None:
        if account and day:
            first[account][what] = min(day, first[account].get(what, day))

    for lead in leads():
        reached(lead.account, "lead", lead.lead_at.date())
        told[lead.account or ""]["lead"].append((lead.lead_at, lead.channel))
    for deal in deals():
        days = [day for day in (deal.opened, deal.closed) if day]
        reached(deal.account, "deal", min(days, default=None))
        told[deal.account or ""]["deal"].append((deal.opened_at or datetime.max, deal.own_channel))
        if deal.outcome == "won":
            won_at = _first(deal.closed_at, won.get(deal.account or ""))
            if deal.account and won_at:
                won[deal.account] = won_at
    for purchase in purchases():
        if purchase.number in (1, 2):
            reached(purchase.account, f"purchase {purchase.number}", purchase.day)
    result = []
    for account, days in first.items():
        bought, again = days.get("purchase 1"), days.get("purchase 2")
        won_at = won.get(account)
        # Who has no deal, paid long before its first, or twice by then, was won when it first paid.
        if bought and (
            not won_at
            or (won_at.date() - bought).days > variable("deal_after_bill_days")
            or (again and again <= won_at.date())
        ):
            won_at = start(bought)
        others = [day for day in (days.get("deal"), won_at.date() if won_at else None) if day]
        lead_on = days.get("lead")
        if lead_on and others and lead_on > min(others):
            lead_on = None
        # That of the first lead where a lead came first, else of the first deal, else of a lead.
        channels = [
            min(told[account][what])[1]
            for what in (("lead",) if lead_on else ("deal", "lead"))
            if told[account][what]
        ]
        brought = next((one for one in channels if one != "Unassigned"), "Unassigned")
        result.append(Account(account, brought, lead_on, won_at, again))
    return result


@cache
def account_channels() -> dict[str, str]:
    """Channel that brought each account."""
    return {one.id: one.channel for one in accounts()}
