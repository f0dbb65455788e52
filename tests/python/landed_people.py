"""People and accounts of the demo, recomputed from the landed rows; see landed.py."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from landed import Row, config, current, host, kept, variable
from landed_web import Session, sessions

# --- Identity ------------------------------------------------------------------------------------


@dataclass(eq=False)
class Person:
    """Everyone whom the CRM knows, or who logged in: the records and cookies that are them."""

    leads: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    visits: list[Session] = field(default_factory=list)
    emails: set[str] = field(default_factory=set)

    @property
    def records(self) -> list[Row]:
        """Records from the oldest to the newest, those that were merged away before all others."""
        return sorted(
            self.leads + self.contacts,
            key=lambda row: (
                not row["master_record_id"],
                row["created_date"] or datetime.min,
                row["id"],
            ),
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

    def told(self, column: str) -> Any:
        """A value by the newest record that tells it."""
        values = [row[column] for row in self.by_change if row.get(column) is not None]
        return values[-1] if values else None

    @property
    def form(self) -> tuple[datetime, Session] | None:
        """Moment and visit of their first lead form."""
        forms = [(event["timestamp"], visit) for visit in self.visits for event in visit.lead_forms]
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
    def country(self) -> str | None:
        """Country by the newest record whose words for it are known."""
        words = [row.get("country") or row.get("mailing_country") for row in self.by_change]
        return next((country_of(one) for one in reversed(words) if country_of(one)), None)

    @property
    def region(self) -> str:
        """Sales region of their country, else of the account's."""
        return region_of(self.country or (company(self.account).country if self.account else None))

    @property
    def industry(self) -> str:
        """As the person gave it, else that of the account."""
        told = self.told("industry")
        return told or (company(self.account).industry if self.account else None) or "Unknown"

    @property
    def company_size(self) -> str:
        """Band of the account's number of employees."""
        return company(self.account).size if self.account else "Unknown"

    @property
    def persona(self) -> str:
        """Kind of buyer by the first of the `persona_rules` that matches the job title."""
        title = (self.told("title") or "").lower()
        rules = sorted(config("persona_rules"), key=lambda rule: int(rule["rule_order"]))
        found = (rule["persona"] for rule in rules if re.search(rule["job_title"], title))
        return next(found, "Other") if title else "Unknown"

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
    logins: dict[str, set[str]] = defaultdict(set)
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
        ):
            if row.get(column):
                links.link(node, f"{kind}:{row[column]}")
        if row.get("user_id_c"):
            whose.setdefault(f"user:{row['user_id_c']}", whose.get(node, node))
            logins[f"user:{row['user_id_c']}"].add(node)
        if row["ga_client_id_c"]:
            cookies[row["ga_client_id_c"]].add(node)
    for session in sessions():
        for event in session.events:
            if event["user_id"]:
                cookies[session.visitor].add(f"user:{event['user_id']}")
            asked = parse_qs(urlsplit(event["param_page_location"] or "").query)
            cookies[session.visitor] |= {known[one] for one in asked.get("eid", []) if one in known}
    own = {cookie: nodes for cookie, nodes in cookies.items() if not _is_shared(nodes, whose)}
    met = {login: set(nodes) for login, nodes in logins.items()}
    for nodes in own.values():
        named = {node for node in nodes if not node.startswith("user:")}
        for login in nodes - named:
            met.setdefault(login, set()).update(named)
    shared = {login for login, nodes in met.items() if _is_shared(nodes, whose)}
    linked = {f"cookie:{cookie}": nodes - shared for cookie, nodes in own.items() if nodes - shared}
    for one, others in [*linked.items(), *logins.items()]:
        for other in others if one not in shared else ():
            links.link(one, other)
    return links, {cookie for cookie in own if f"cookie:{cookie}" in linked}


def _is_shared(nodes: set[str], whose: dict[str, str]) -> bool:
    """Whether more people identified than share a cookie or a login."""
    return len({whose.get(node, node) for node in nodes}) > variable("shared_visitor_people")


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


@cache
def lead_sessions() -> set[Session]:
    """The visits in which a person became a lead."""
    return {person.lead_session for person in people().values() if person.lead_session}


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
        kept("salesforce__account"),
        key=lambda row: (row["created_date"] or datetime.max, row["id"]),
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


@dataclass
class Company:
    """What is known of an account by the CRM, else by the people who work there."""

    industry: str | None
    employees: int | None
    country: str | None

    @property
    def region(self) -> str:
        return region_of(self.country)

    @property
    def size(self) -> str:
        if self.employees is None:
            return "Unknown"
        bands = {10: "1-10", 50: "11-50", 200: "51-200", 1000: "201-1000", 5000: "1001-5000"}
        return next((band for most, band in bands.items() if self.employees <= most), "5001+")


@cache
def company(account: str) -> Company:
    """The profile of an account."""
    [record] = [row for row in kept("salesforce__account") if row["id"] == account] or [{}]
    workers = [person for person in people().values() if person.account == account]

    def told(own: Any, values: Iterable[Any]) -> Any:
        return own if own is not None else next(filter(None, values), None)

    return Company(
        told(record.get("industry"), (person.told("industry") for person in workers)),
        told(
            record.get("number_of_employees"),
            (person.told("number_of_employees") for person in workers),
        ),
        told(country_of(record.get("billing_country")), (person.country for person in workers)),
    )


@cache
def country_of(words: str | None) -> str | None:
    """Code of a country by any of the words for it in `countries`."""
    known = {row["country_name"]: row["country_code"] for row in config("countries")}
    return known.get((words or "").lower())


@cache
def region_of(country: str | None) -> str:
    """Sales region of a country's code."""
    known = {row["country_code"]: row["region"] for row in config("countries")}
    return known.get(country or "", "Unknown")


@cache
def billing_account(customer: str) -> str:
    """Account of a billing customer: by CRM id, person, domain, else an account of its own."""
    [record] = [row for row in current("stripe__customer") if row["id"] == customer] or [{}]
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
