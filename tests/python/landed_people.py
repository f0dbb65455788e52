"""People, accounts, deals, purchases and funnel of the demo, recomputed; see landed.py."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, cached_property
from urllib.parse import parse_qs, urlsplit

from landed import Row, channel, config, current, host, is_test, kept, rates, start, variable
from landed_web import Session, sessions

# --- Identity ------------------------------------------------------------------------------------


@dataclass
class Person:
    """Everyone whom the CRM knows, or who logged in: the records and cookies that are them."""

    leads: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    visits: list[Session] = field(default_factory=list)
    emails: set[str] = field(default_factory=set)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    @property
    def records(self) -> list[Row]:
        """Records from the oldest to the newest, those that were merged away before all others."""
        return sorted(
            self.leads + self.contacts,
            key=lambda row: (not row["master_record_id"], row["created_date"] or datetime.min, row["id"]),
        )

    @property
    def by_change(self) -> list[Row]:
        """Records by their last change, those that were merged away before all others."""
        return sorted(
            self.leads + self.contacts,
            key=lambda row: (
                not row["master_record_id"],
                row["last_modified_date"] or row["created_date"] or datetime.min,
                row["id"],
            ),
        )

    def told(self, column: str) -> str | int | Decimal | None:
        """A value by the newest record that tells it."""
        values = [row[column] for row in self.by_change if row.get(column) is not None]
        return values[-1] if values else None

    @property
    def form(self) -> tuple[datetime, Session] | None:
        """Moment and visit of their first lead form."""
        forms = [
            (event["timestamp"], visit)
            for visit in self.visits
            for event in visit.named("generate_lead")
        ]
        return min(forms, key=lambda form: form[0], default=None)

    @property
    def lead_at(self) -> datetime | None:
        """Moment they became a lead, by record or form."""
        moments = [row["created_date"] for row in self.leads]
        return min(moments + ([self.form[0]] if self.form else []), default=None)

    @property
    def lead_session(self) -> Session | None:
        """Visit that made the lead; none where the CRM had known them for more than a day."""
        if self.form and self.form[0] - self.lead_at <= timedelta(days=1):
            return self.form[1]
        return None

    @property
    def account(self) -> str | None:
        """The CRM's account, by the newest link; else that of the newest business domain."""
        links = [row.get("account_id") or row.get("converted_account_id") for row in self.records]
        linked = [survivors()[link] for link in links if link in survivors()]
        if linked:
            return linked[-1]
        domains = [domain for row in self.records if (domain := business_domain(row["email"]))]
        return account_of_domain(domains[-1]) if domains else None


class Links:
    """Union-find: whoever is linked over any number of steps is one."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, node: str) -> str:
        self.parent.setdefault(node, node)
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def link(self, one: str, other: str) -> None:
        self.parent[self.find(one)] = self.find(other)


@cache
def _identities() -> tuple[Links, set[str]]:
    """The links of int_identity_links, and the cookies that are somebody's."""
    links = Links()
    records = [("lead", row) for row in kept("salesforce__lead")]
    records += [("contact", row) for row in kept("salesforce__contact")]
    known = {row["id"]: f"{kind}:{row['id']}" for kind, row in records}
    addresses = Counter(row["email"].lower() for _, row in records if row["email"])
    whose: dict[str, str] = {}
    cookies: dict[str, set[str]] = defaultdict(set)
    for _, row in records:
        node = known[row["id"]]
        links.find(node)
        email = (row["email"] or "").lower()
        if email and addresses[email] <= variable("shared_address_records"):
            whose[node] = f"address:{email}"
            links.link(node, whose[node])
        for column, kind in (
            ("master_record_id", node.split(":")[0]),
            ("converted_contact_id", "contact"),
            ("user_id_c", "user"),
        ):
            if row.get(column):
                links.link(node, f"{kind}:{row[column]}")
        if row.get("user_id_c"):
            whose.setdefault(f"user:{row['user_id_c']}", whose.get(node, node))
        if row["ga_client_id_c"]:
            cookies[row["ga_client_id_c"]].add(node)
    for session in sessions():
        for event in session.events:
            if event["user_id"]:
                cookies[session.visitor].add(f"user:{event['user_id']}")
            asked = parse_qs(urlsplit(event["param_page_location"] or "").query)
            cookies[session.visitor] |= {known[one] for one in asked.get("eid", []) if one in known}
    linked = set()
    for cookie, nodes in cookies.items():
        people = {whose.get(node, node) for node in nodes}
        if nodes and len(people) <= variable("shared_visitor_people"):
            linked.add(cookie)
            for node in nodes:
                links.link(f"cookie:{cookie}", node)
    return links, linked


@cache
def people() -> dict[str, Person]:
    """Each person by the root of its links."""
    links, linked = _identities()
    found: dict[str, Person] = defaultdict(Person)
    for row in kept("salesforce__lead"):
        found[links.find(f"lead:{row['id']}")].leads.append(row)
    for row in kept("salesforce__contact"):
        found[links.find(f"contact:{row['id']}")].contacts.append(row)
    for session in sessions():
        if session.visitor in linked:
            found[links.find(f"cookie:{session.visitor}")].visits.append(session)
    return dict(found)


def person_of(kind: str, record: str | None) -> Person | None:
    """The person of a lead, contact, cookie or address; None for nobody that is known."""
    links, _ = _identities()
    node = f"{kind}:{record}"
    return people().get(links.find(node)) if record and node in links.parent else None


def person_of_record(record: str | None) -> Person | None:
    """The person of the id of a lead or a contact."""
    return person_of("lead", record) or person_of("contact", record)


# --- Accounts ------------------------------------------------------------------------------------


@cache
def survivors() -> dict[str, str]:
    """The account that each account of the CRM is today, after any number of merges."""
    merged = {row["id"]: row["master_record_id"] for row in kept("salesforce__account")}

    def end(account: str) -> str:
        seen = {account}
        now = account
        while merged[now] in merged:
            now = merged[now]
            if now in seen:
                return account
            seen.add(now)
        return now if merged[now] is None else account

    return {account: end(account) for account in merged}


@cache
def free_mail() -> set[str]:
    """Domains of free mail, which are nobody's company."""
    return {row["domain"] for row in config("free_mail_domains")}


def business_domain(email: str | None) -> str | None:
    """Domain of an address, unless it is a free-mail one."""
    found = re.fullmatch(r"[^@\s]+@([^@\s]+)", (email or "").lower())
    return found[1] if found and found[1] not in free_mail() else None


@cache
def account_domains() -> dict[str, str]:
    """Domain to the CRM account that it leads to, as int_account_domains describes it."""
    lead_to: dict[str, str] = {}
    accounts = sorted(
        kept("salesforce__account"), key=lambda row: (row["created_date"] or datetime.max, row["id"])
    )
    for row in accounts:
        if (domain := host(row["website"])) and domain not in free_mail():
            lead_to.setdefault(domain, survivors()[row["id"]])
    with_website = {survivors()[row["id"]] for row in accounts if row["website"]}
    workplaces: dict[str, set[str | None]] = defaultdict(set)
    for row in kept("salesforce__contact"):
        if domain := business_domain(row["email"]):
            workplaces[domain].add(survivors().get(row["account_id"] or ""))
    for domain, places in workplaces.items():
        places.discard(None)
        if len(places) == 1 and not places & with_website:
            lead_to.setdefault(domain, *places)
    return lead_to


def account_of_domain(domain: str) -> str:
    """The CRM account that a business domain leads to, else one that stands for the domain."""
    return account_domains().get(domain) or f"domain:{domain}"


@cache
def billing_account(customer: str) -> str:
    """Account of a billing customer: by CRM id, person, domain, else an account of its own."""
    [record] = [row for row in kept("stripe__customer") if row["id"] == customer] or [{}]
    try:
        named = json.loads(record.get("metadata") or "{}").get("salesforce_account_id")
    except ValueError:
        named = None
    if named in survivors():
        return survivors()[named]
    person = person_of("address", (record.get("email") or "").lower())
    if person and person.account:
        return person.account
    domain = business_domain(record.get("email"))
    return account_of_domain(domain) if domain else f"stripe:{customer}"


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
def purchases() -> list[Purchase]:
    """Bills of an account and day are one purchase; renewals and credits are no new one."""
    digits = {row["currency"]: int(row["minor_units"]) for row in config("currencies")}
    tests = {row["id"] for row in current("stripe__customer") if is_test(row)}
    bills: dict[tuple[str, date], list[tuple[Decimal, bool]]] = defaultdict(list)
    for row in kept("stripe__invoice"):
        if row["customer_id"] in tests:
            continue
        if row["status"] and row["status"] not in variable("billed_invoice_statuses"):
            continue
        currency, day = row["currency"].upper(), row["created"].date()
        amount = Decimal(row["total"] - (row["tax"] or 0)) / 10 ** digits.get(currency, 2)
        dollars = rates().dollars(amount, currency, day)
        if dollars is not None:
            renewal = row["billing_reason"] == "subscription_cycle"
            bills[billing_account(row["customer_id"]), day].append((dollars, renewal))
    result: list[Purchase] = []
    counts: Counter[str] = Counter()
    billed: set[str] = set()
    for (account, day), lines in sorted(bills.items()):
        revenue = sum((amount for amount, _ in lines), Decimal(0))
        decided = not all(renewal for _, renewal in lines) or account not in billed
        purchase = Purchase(account, day, revenue, is_new=revenue > 0 and decided)
        if revenue > 0:
            billed.add(account)
        if purchase.is_new:
            counts[account] += 1
            purchase.number = counts[account]
        result.append(purchase)
    return result


@dataclass
class Deal:
    """An opportunity whose amount is known in dollars, or that has none."""

    id: str
    account: str | None
    outcome: str
    opened_at: datetime | None
    closed: date | None
    amount: Decimal | None
    row: Row

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def opened(self) -> date | None:
        return self.opened_at.date() if self.opened_at else None

    @property
    def days_to_close(self) -> int | None:
        """Days from opening to close; None for deals that were entered when they were over."""
        if not self.closed or not self.opened or self.closed < self.opened:
            return None
        return (self.closed - self.opened).days


def _outcome(row: Row) -> str:
    """Won, lost or open by the CRM's flags, by the stage's name where a flag has not landed."""
    stages = {
        one["source_stage"]: one["stage"]
        for one in config("stage_mapping")
        if one["object"] == "opportunity"
    }
    stage = stages.get(row["stage_name"].lower())
    if row["is_won"] or (row["is_won"] is None and row["is_closed"] is not False and stage == "won"):
        return "won"
    if row["is_closed"] or (row["is_closed"] is None and stage == "lost"):
        return "lost"
    return "open"


@cache
def deals() -> list[Deal]:
    """The deals of fct_opportunities; those without an exchange rate are in quarantine."""
    result = []
    for row in kept("salesforce__opportunity"):
        outcome = _outcome(row)
        account = survivors().get(row["account_id"] or "")
        if not account and outcome == "won":
            account = f"deal:{row['id']}"
        closed = row["close_date"] if outcome != "open" else None
        opened_at, amount = row["created_date"], row["amount"]
        day = closed or (opened_at.date() if opened_at else None)
        if amount is not None:
            currency = row["currency_iso_code"] or variable("default_currency")
            amount = rates().dollars(amount, currency, day) if day or currency == "USD" else None
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
                channel(
                    lead_source=record["lead_source"] or "",
                    source=record["utm_source_c"] or "",
                    medium=record["utm_medium_c"] or "",
                    campaign=record["utm_campaign_c"] or "",
                    click_id="gclid" if record["gclid_c"] else "",
                )
            )
        earliest = person.lead_at - timedelta(days=variable("lead_session_days"))
        before = [one for one in person.visits if earliest <= one.started_at <= person.lead_at]
        if before:
            candidates.append(max(before, key=lambda visit: visit.started_at).channel)
        return next((one for one in candidates if one != "Unassigned"), "Unassigned")


@cache
def lead_stages() -> dict[str, dict[str, datetime]]:
    """First moment of each stage of a lead record, by history, the record itself and conversion."""
    stage_of = {
        row["source_stage"]: row["stage"]
        for row in config("stage_mapping")
        if row["object"] == "lead"
    }
    records = {row["id"]: row for row in kept("salesforce__lead")}
    told = [
        (row["id"], row["status"], row["_fivetran_start"])
        for row in kept("salesforce__lead_history")
        if row["id"] in records
    ]
    for row in records.values():
        told.append((row["id"], row["status"], row["last_modified_date"] or row["created_date"]))
        if row["is_converted"] and row["converted_date"]:
            at = max(start(row["converted_date"]), row["created_date"])
            told.append((row["id"], "converted", at))
    stages: dict[str, dict[str, datetime]] = defaultdict(dict)
    for lead, status, at in told:
        stage = stage_of.get((status or "").lower())
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
                if deal.opened_at and deal.opened_at >= person.lead_at:
                    links.append((person, deal, 3, deal.opened_at))
    result: dict[Person, dict[Deal, tuple[int, datetime]]] = defaultdict(dict)
    for person, deal, rank, at in links:
        if not person or not person.lead_at:
            continue
        last = max((day for day in (deal.closed, deal.opened) if day), default=None)
        if deal.closed and at and last and at.date() > last:
            continue
        before = result[person].get(deal)
        result[person][deal] = min(rank, before[0]) if before else rank, min(at, before[1]) if before else at
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
                max(start(deal.closed), at)
                for deal, (_, at) in linked.items()
                if deal.outcome == "won" and deal.closed
            )
        )
        sql_at = _first(
            *(stage.get("sql") for stage in stages), *(at for _, at in linked.values()), won_at
        )
        mql_at = _first(*(stage.get("mql") for stage in stages), sql_at)
        lead_at = _first(person.lead_at, mql_at)
        result.append(Lead(person, person.account, lead_at, mql_at, sql_at, won_at))
    return result
